import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stillRunning } from './support/process-tree.js';
import { hasRecordings, recordingPath, SHORT_SPEECH } from './support/recordings.js';
import { StenoClient } from './support/steno-client.js';
import { createDataDir, removeDataDir, StenoProcess } from './support/steno-process.js';

/** `npm start` on a machine that has nothing but Node. Tests share one data folder and run in order. */
describe('the service on embedded parts', () => {
  let dataDir: string;
  let steno: StenoProcess;
  let client: StenoClient;

  const start = async (): Promise<void> => {
    steno = await StenoProcess.start(['--local'], dataDir);
    client = new StenoClient(steno.url);
  };

  beforeAll(async () => {
    dataDir = await createDataDir();
    await start();
  });

  afterAll(async () => {
    await steno.stop();
    await removeDataDir(dataDir);
  });

  it.each([
    ['PORT', () => new URL(steno.url).port],
    ['WORKER_HEALTH_PORT', () => new URL(steno.url).port],
  ])('says which port is taken, and that %s names it', async (setting, port) => {
    const otherDir = await createDataDir();
    try {
      const second = await StenoProcess.spawn(['--local'], otherDir, { [setting]: port() });
      expect(await second.exit()).toBe(1);
      expect(second.stderr).toMatch(
        new RegExp(`Steno cannot start: port ${port()} is taken\\. .*${setting} to`),
      );
      expect(second.stderr).not.toMatch(/^ +at /m);
    } finally {
      await removeDataDir(otherDir);
    }
  });

  it('transcribes an upload and gives the transcript in every form', async () => {
    const id = await client.submit(SHORT_SPEECH, { job_id: 'first', meta: '{"customer":"acme"}' });
    const job = await client.untilFinished(id);
    expect(job).toMatchObject({
      job_id: 'first',
      progress: 1,
      attempt: 1,
      meta: { customer: 'acme', priority: 'default' },
      audio: { source: 'upload', name: 'arctic-aew-a0003.wav' },
      result: { text: 'For the twentieth time that evening the two men shook hands.', language: 'en' },
    });
    expect(job.audio.duration_seconds).toBeCloseTo(3.54, 1);

    const read = (format: string) => client.request(`/v1/jobs/first/transcript?format=${format}`);
    expect((await read('json')).json['text']).toBe(job.result?.text);
    expect((await read('verbose_json')).json).toMatchObject({ task: 'transcribe', language: 'english' });
    expect((await read('text')).text).toBe(`${job.result?.text}\n`);
    expect((await read('srt')).text).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nFor the twentieth/);
    expect((await read('vtt')).text).toMatch(/^WEBVTT\n\n00:00:0/);
    expect((await read('tsv')).text).toMatch(/^start\tend\ttext\n\d+\t\d+\tFor the twentieth/);
    expect((await read('doc')).status).toBe(422);
  });

  it('tells of the job with its id in the log, with the figures of its speed', () => {
    const ofJob = steno.events.filter((event) => event['jobId'] === 'first');
    expect(ofJob.map((event) => event.message)).toEqual(['job accepted', 'job started', 'job finished']);
    expect(ofJob.at(-1)).toMatchObject({
      audioSeconds: expect.closeTo(3.54, 1) as number,
      processingSeconds: expect.any(Number) as number,
      realTimeFactor: expect.any(Number) as number,
    });
  });

  it('refuses a second start on the same data folder', async () => {
    const second = await StenoProcess.spawn(['--local'], dataDir);
    expect(await second.exit()).toBe(1);
    expect(second.stderr).toContain(String(steno.pid));
  });

  it.skipIf(!hasRecordings)(
    'ends within five seconds of Ctrl-C in the middle of a job, leaving no process, and goes on at the next start',
    async () => {
      const id = await client.submit(recordingPath('long/lj-LJ001-0001-0060.mp3'), { job_id: 'long' });
      await client.until(id, (job) => job.progress > 0.05);
      const processes = [steno.pid, ...(await steno.descendants())];

      const askedAt = performance.now();
      steno.kill('SIGINT');
      expect(await steno.exit()).toBe(0);
      expect(performance.now() - askedAt).toBeLessThan(5000);
      expect(await stillRunning(processes)).toEqual([]);
      const messages = steno.events.map(({ message }) => message);
      expect(messages).toContain('job handed back to the queue');
      expect(messages.filter((message) => /connection was lost|queue was blank/.test(message))).toEqual([]);

      await start();
      const resumed = await client.job(id);
      expect(resumed.progress).toBeGreaterThan(0.05);
      const job = await client.untilFinished(id);
      expect(job.attempt).toBe(1);
      expect((await client.job('first')).status).toBe('finished');
    },
  );

  it.skipIf(!hasRecordings)('survives a kill -9 and finishes the job that it was at', async () => {
    const id = await client.submit(recordingPath('speech/bush-radio-address-2008.flac'), {
      job_id: 'killed',
    });
    await client.until(id, (job) => job.progress > 0.05);
    steno.kill('SIGKILL');
    await steno.exit();
    await start();
    // The dead worker's lease has to run out first.
    const job = await client.untilFinished(id);
    // It had got further, so the attempt is not charged for.
    expect(job.attempt).toBe(1);
    expect(job.result?.text).toMatch(/election day/i);
  });

  it('keeps an upload at a path made of its content alone', async () => {
    const { json } = await client.request('/v1/jobs/first');
    const { sha256, bytes } = json['audio'] as { sha256: string; bytes: number };
    const kept = await stat(join(dataDir, 'audio', sha256.slice(0, 2), sha256));
    expect(kept.size).toBe(bytes);
  });
});
