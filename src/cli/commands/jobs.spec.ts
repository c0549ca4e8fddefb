import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addJobCommands } from './jobs.js';

type Answer = (response: ServerResponse) => void;

/** Against a stand-in of the service: what it says of a job, one answer after the other, the last one again and again. */
describe('the commands for jobs', () => {
  let server: Server;
  let answers: Record<string, Answer[]>;
  let out: string;
  let err: string;

  beforeEach(async () => {
    answers = {};
    [out, err] = ['', ''];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
    server = createServer((request, response) => {
      const list = answers[request.url ?? ''] ?? [];
      const answer = list.length > 1 ? list.shift() : list[0];
      (answer ?? problem(404, 'job_not_found'))(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    vi.stubEnv('STENO_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const steno = async (...args: string[]): Promise<void> => {
    const program = new Command().exitOverride();
    addJobCommands(program);
    await program.parseAsync(args, { from: 'user' });
  };

  it('say that a requeued job is deferred again', async () => {
    answers['/v1/jobs/a/requeue'] = [job('a', 'deferred')];
    answers['/v1/jobs/b/requeue'] = [job('b', 'queued')];
    await steno('requeue', 'a', 'b');
    expect(out).toBe('a deferred\nb queued\n');
  });

  it('wait for each job, whatever becomes of another one or of the database', async () => {
    answers['/v1/jobs/a'] = [job('a', 'started'), job('a', 'finished')];
    answers['/v1/jobs/b'] = [
      problem(503, 'database_unavailable', { 'retry-after': '1' }),
      job('b', 'finished'),
    ];
    await expect(steno('wait', 'a', 'gone', 'b')).rejects.toThrow('1 of 3 did not finish');
    expect(out.split('\n').toSorted()).toEqual(['', 'a finished', 'b finished']);
    expect(err).toMatch(/gone: the job is not there any more/);
    expect(err).toMatch(/database_unavailable.*Trying for another minute/);
  });
});

function job(id: string, status: string): Answer {
  const view = { job_id: id, status, progress: 0, audio: { name: `${id}.wav` }, error: null };
  return (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(view));
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response.writeHead(status, headers).end(JSON.stringify({ code, detail: `No: ${code}.` }));
}
