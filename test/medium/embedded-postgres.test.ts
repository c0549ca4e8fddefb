import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedPostgres, readEmbeddedConnection } from '../../src/database/embedded-postgres.js';
import { findOrphan, stopPostmaster, whyNotReady } from '../../src/database/embedded/postmaster.js';
import {
  identifyProcess,
  isAlive,
  type ProcessIdentity,
} from '../../src/database/embedded/process-identity.js';
import { bundleForNode, type Bundle } from '../support/bundle.js';

const isRoot = process.getuid?.() === 0;

/** We kill processes, not the machine: the operating system keeps what was written. */
const UNSYNCED = { fsync: 'off' };

let dataDir: string;
let postgresDir: string;
const started: EmbeddedPostgres[] = [];
const owners: ChildProcess[] = [];
const listeners: Server[] = [];

/** Its lines can be waited for. */
class RecordingLogger {
  readonly lines: string[] = [];
  private readonly waiting: { pattern: RegExp; count: number; resolve: () => void }[] = [];

  log = (line: string) => this.record(line);
  warn = (line: string) => this.record(line);
  error = (line: string) => this.record(line);

  seen(pattern: RegExp, count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ pattern, count, resolve });
      this.notify();
    });
  }

  private record(line: string): void {
    this.lines.push(line);
    this.notify();
  }

  private notify(): void {
    for (const { pattern, count, resolve } of this.waiting) {
      if (this.lines.filter((line) => pattern.test(line)).length >= count) resolve();
    }
  }
}

async function start(logger = new RecordingLogger()): Promise<{ server: EmbeddedPostgres; url: string }> {
  const server = new EmbeddedPostgres({ dataDir, logger, settings: UNSYNCED });
  started.push(server);
  const { url } = await server.start();
  return { server, url };
}

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(join(postgresDir, 'cluster/postmaster.pid'), 'utf8'), 10);
}

/** Another program on a loopback port, which counts who comes to it. */
async function eavesdrop(port: number) {
  const heard = { connections: 0 };
  const listener = createServer((socket) => {
    heard.connections += 1;
    socket.destroy();
  }).listen(port, '127.0.0.1');
  listeners.push(listener);
  await once(listener, 'listening');
  return { heard, port: (listener.address() as AddressInfo).port };
}

async function modeOf(...path: string[]): Promise<number> {
  return (await stat(join(postgresDir, ...path))).mode & 0o777;
}

async function killAndAwait(pid: number): Promise<void> {
  const identity = identifyProcess(pid);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => identity !== undefined && isAlive(identity)).toBe(false);
}

async function endOwner(owner: ChildProcess): Promise<void> {
  const exited = once(owner, 'exit');
  owner.stdin?.end();
  if (owner.exitCode === null && owner.signalCode === null) await exited;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'steno-embedded-'));
  postgresDir = join(dataDir, 'postgres');
});

afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  await Promise.all(owners.splice(0).map(endOwner));
  await Promise.all(started.splice(0).map((server) => server.stop()));
  const orphan = await findOrphan(join(postgresDir, 'cluster'));
  if (orphan) await stopPostmaster(orphan.postmaster);
  await rm(dataDir, { recursive: true, force: true });
});

describe('an embedded PostgreSQL that starts for the first time', () => {
  it('begins anew when an earlier first start was cut in the middle', async () => {
    await mkdir(join(postgresDir, 'initialising/cluster'), { recursive: true });
    await writeFile(join(postgresDir, 'initialising/cluster/PG_VERSION'), '18\n');
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a data directory that this program cannot serve', () => {
  const clusterOf = async (version?: string) => {
    await mkdir(join(postgresDir, 'cluster'), { recursive: true });
    if (version) await writeFile(join(postgresDir, 'cluster/PG_VERSION'), version);
  };

  it('is refused when another major version of PostgreSQL made it', async () => {
    await clusterOf('17\n');
    await expect(start()).rejects.toMatchObject({
      code: 'data_dir_incompatible',
      message: expect.stringContaining('made by PostgreSQL 17'),
    });
  });

  it('is refused, not overwritten, when it holds something else', async () => {
    await clusterOf();
    await expect(start()).rejects.toMatchObject({ code: 'data_dir_incompatible' });
  });

  it('is named when a file is in its place', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const server = new EmbeddedPostgres({ dataDir: file });
    await expect(server.start()).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining(`DATA_DIR cannot be written: ${file} is not a directory`),
    });
  });

  it.skipIf(isRoot)('is named when it is not writable', async () => {
    await chmod(dataDir, 0o500);
    await expect(start()).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringMatching(
        /^DATA_DIR cannot be written: .* no right to write to .*steno-embedded-/,
      ),
    });
  });

  it('is given free by a failing start also when it is stopped meanwhile', async () => {
    await clusterOf('17\n');
    const server = new EmbeddedPostgres({ dataDir, settings: UNSYNCED });
    const starting = server.start();
    const stopping = [server.stop(), server.stop()];
    await expect(starting).rejects.toMatchObject({ code: 'data_dir_incompatible' });
    await Promise.all(stopping);
    expect(await readdir(join(postgresDir, 'claims'))).toEqual([]);
  });

  it('is told from one where no database runs', async () => {
    await expect(readEmbeddedConnection(dataDir)).rejects.toMatchObject({ code: 'database_unavailable' });
  });
});

describe('an embedded PostgreSQL with data in it', () => {
  let template: string;
  let bundle: Bundle;

  beforeAll(async () => {
    bundle = await bundleForNode(join(import.meta.dirname, '../support/embedded-postgres-owner.ts'));
    template = await mkdtemp(join(tmpdir(), 'steno-embedded-template-'));
    const server = new EmbeddedPostgres({ dataDir: template, settings: UNSYNCED });
    const { url } = await server.start();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await server.stop();
  });

  afterAll(async () => {
    await bundle.remove();
    await rm(template, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await once(spawn('cp', ['-a', `${template}/.`, dataDir]), 'exit');
  });

  /** Runs an owner in a process of its own and resolves with what it reports. */
  async function spawnOwner() {
    const owner = spawn(process.execPath, [bundle.file, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
    owners.push(owner);
    const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
    return { owner, report: JSON.parse(line) as { url?: string; code?: string; message?: string } };
  }

  const answer = (url: string) => query<{ answer: number }>(url, 'SELECT answer FROM kept');

  it('serves a UTF-8 database on the loopback address alone, to a role that is no superuser', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS addresses,
              current_setting('max_connections') AS connections, current_setting('is_superuser') AS superuser,
              current_setting('TimeZone') AS zone`,
    );
    expect(row).toEqual({
      encoding: 'UTF8',
      addresses: '127.0.0.1',
      connections: '200',
      superuser: 'off',
      zone: 'UTC',
    });
  });

  it('demands the password, and keeps it from other users and out of every log', async () => {
    const logger = new RecordingLogger();
    const { url } = await start(logger);
    const { password } = new URL(url);
    const intruder = new URL(url);
    intruder.password = 'guess';
    await expect(query(intruder.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(await modeOf('password')).toBe(0o600);
    expect(await modeOf('connection.json')).toBe(0o600);
    expect(await modeOf('cluster')).toBe(0o700);
    expect(await readFile(join(postgresDir, 'postgres.log'), 'utf8')).not.toContain(password);
    expect(logger.lines.join('\n')).not.toContain(password);
  });

  it('lets nobody in but its own role, whatever the rules in the cluster say', async () => {
    await writeFile(join(postgresDir, 'cluster/pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    const { url } = await start();
    const superuser = new URL(url);
    superuser.username = superuser.pathname = 'postgres';
    await expect(query(superuser.href, 'SELECT 1')).rejects.toThrow(/no pg_hba.conf entry/);
    const elsewhere = new URL(url);
    elsewhere.pathname = 'postgres';
    expect(await query(elsewhere.href, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets nobody in at all when it is served by its own rules', async () => {
    const own = await readFile(join(postgresDir, 'cluster/pg_hba.conf'), 'utf8');
    const methods = own.split('\n').filter((line) => /^(local|host)/.test(line));
    expect(methods).not.toEqual([]);
    for (const line of methods) expect(line).toMatch(/ reject$/);
  });

  it.runIf(isRoot)('works for root under a directory that nobody else may enter', async () => {
    await chmod(dataDir, 0o700);
    const { url } = await start();
    await expect(query(url, `SELECT pg_read_file('/etc/shadow')`)).rejects.toThrow(/permission denied/);
  });

  it('keeps data and port over a restart, and leaves no process and no connection file behind', async () => {
    const first = await start();
    const identity = identifyProcess(await postmasterPid());
    expect(await readEmbeddedConnection(dataDir)).toEqual({ url: first.url });
    await first.server.stop();

    expect(identity && isAlive(identity)).toBe(false);
    await expect(readEmbeddedConnection(dataDir)).rejects.toMatchObject({ code: 'database_unavailable' });

    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await answer(second.url)).toEqual([{ answer: 42 }]);
  });

  it('ends idle and working sessions when it is stopped, within two seconds', async () => {
    const { server, url } = await start();
    const idle = new Client({ connectionString: url });
    idle.on('error', () => undefined);
    await idle.connect();
    const working = query(url, 'SELECT pg_sleep(60)').catch((error: Error) => error.message);
    await expect
      .poll(() => query(url, `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`))
      .toHaveLength(1);
    const startedAt = performance.now();
    await server.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await working).toMatch(/terminat/);
  });

  it('refuses a second start in the same process and in another, and names the owner', async () => {
    await start();
    const refusal = { code: 'data_dir_in_use', message: expect.stringContaining(`process ${process.pid} `) };
    await expect(start()).rejects.toMatchObject(refusal);
    expect((await spawnOwner()).report).toMatchObject(refusal);
  });

  it('never has two owners when several processes start at the same moment', async () => {
    const reports = (await Promise.all([spawnOwner(), spawnOwner(), spawnOwner()])).map(
      ({ report }) => report,
    );
    expect(reports.filter(({ url }) => url !== undefined).length).toBeLessThanOrEqual(1);
    for (const { url, code } of reports) expect(url ?? code).toMatch(/^postgresql:|^data_dir_in_use$/);
  });

  it('is adopted after its owner was killed, without a break for those who are connected', async () => {
    const { owner, report } = await spawnOwner();
    const worker = new Client({ connectionString: report.url });
    await worker.connect();
    await killAndAwait(owner.pid as number);

    const { url } = await start();

    expect(url).toBe(report.url);
    expect((await worker.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
    await worker.end();
  });

  it('starts again after both it and its owner were killed', async () => {
    const { owner } = await spawnOwner();
    const postmaster = await postmasterPid();
    await killAndAwait(owner.pid as number);
    await killAndAwait(postmaster);

    const { url } = await start();
    expect(await answer(url)).toEqual([{ answer: 42 }]);
  });

  it('is not looked for on a port that another program took after both were killed', async () => {
    const { owner, report } = await spawnOwner();
    const postmaster = await postmasterPid();
    await killAndAwait(owner.pid as number);
    await killAndAwait(postmaster);
    const { heard } = await eavesdrop(Number(new URL(report.url as string).port));

    await expect(readEmbeddedConnection(dataDir)).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('left from a server that has ended'),
    });
    const { url } = await start();

    expect(url).not.toBe(report.url);
    expect(await readEmbeddedConnection(dataDir)).toEqual({ url });
    expect(heard.connections).toBe(0);
  });

  it('is not asked for before it holds the port', async () => {
    const { heard, port } = await eavesdrop(0);
    const identity = identifyProcess(process.pid) as ProcessIdentity;
    const reason = await whyNotReady(
      { identity, exited: Promise.resolve() },
      {
        cluster: join(postgresDir, 'cluster'),
        url: `postgresql://steno:secret@127.0.0.1:${port}/steno`,
        timeoutMs: 50,
        signal: new AbortController().signal,
      },
    );
    expect(reason).toBe('it does not listen');
    expect(heard.connections).toBe(0);
  });

  it('can be joined after its owner was killed', async () => {
    const { owner, report } = await spawnOwner();
    await killAndAwait(owner.pid as number);
    expect(await readEmbeddedConnection(dataDir)).toEqual({ url: report.url });
  });

  it('is started again on the same port when it alone is killed', async () => {
    const logger = new RecordingLogger();
    const { url } = await start(logger);
    await killAndAwait(await postmasterPid());
    await logger.seen(/is ready/, 2);
    expect(await answer(url)).toEqual([{ answer: 42 }]);
  });

  it('is supervised also when it was adopted', async () => {
    const { owner } = await spawnOwner();
    await killAndAwait(owner.pid as number);
    const logger = new RecordingLogger();
    const { url } = await start(logger);
    await killAndAwait(await postmasterPid());
    await logger.seen(/is ready/);
    expect(await answer(url)).toEqual([{ answer: 42 }]);
  });

  it('is not deceived by a pid file whose number belongs to another program by now', async () => {
    await writeFile(
      join(postgresDir, 'cluster/postmaster.pid'),
      `${process.pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n`,
    );
    const { url } = await start();
    expect(await answer(url)).toEqual([{ answer: 42 }]);
  });

  it('stops cleanly when it is told to while it starts', async () => {
    const server = new EmbeddedPostgres({ dataDir, settings: UNSYNCED });
    const broken = expect(server.start()).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('told to stop'),
    });
    await Promise.all([server.stop(), server.stop()]);
    await broken;
    await expect(readEmbeddedConnection(dataDir)).rejects.toMatchObject({ code: 'database_unavailable' });
    await start();
  });
});
