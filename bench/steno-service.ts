import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StenoClient } from './steno-client.js';

const MAIN = join(import.meta.dirname, '../dist/main.js');

/** The service and the raw engine read the same files; they are fetched once, by the service. */
export const MODELS_DIR = join(import.meta.dirname, '../node_modules/.cache/steno/models');

/** The first start fetches the models. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/**
 * `node dist/main.js --local` on a new `DATA_DIR` and free ports; with `REDIS_URL` and `DATABASE_URL` in the
 * environment, on these. Stopping it leaves nothing behind.
 */
export class StenoService implements AsyncDisposable {
  private process: ChildProcess | null = null;
  private dataDir: string | null = null;

  constructor(private readonly recogniserCount: number) {}

  /** Resolves when the service is ready for jobs. */
  async start(): Promise<StenoClient> {
    if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: run `npm run build` first.');
    this.dataDir = await mkdtemp(join(tmpdir(), 'steno-bench-'));
    await prepareDataDir(this.dataDir);
    const [port, healthPort] = await freePorts();
    this.process = spawn(process.execPath, [MAIN, '--local'], {
      env: {
        ...environmentOf('PATH', 'HOME', 'REDIS_URL', 'DATABASE_URL'),
        DATA_DIR: this.dataDir,
        PORT: String(port),
        WORKER_HEALTH_PORT: String(healthPort),
        WORKER_COUNT: String(this.recogniserCount),
        LOG_LEVEL: 'WARNING',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const client = new StenoClient(`http://127.0.0.1:${port}`);
    await untilReady(client, this.process);
    return client;
  }

  /** Of the process that is API and worker. */
  get pid(): number {
    if (this.process?.pid === undefined) throw new Error('The service is not started.');
    return this.process.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process && !hasExited(this.process)) await stop(this.process);
    if (this.dataDir) await rm(this.dataDir, { recursive: true, force: true });
  }
}

async function untilReady(client: StenoClient, service: ChildProcess): Promise<void> {
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  while (!(await client.isReady())) {
    if (hasExited(service)) throw new Error('The service ended before it was ready.');
    if (performance.now() > deadlineMs) throw new Error(`Not ready within ${READY_TIMEOUT_MS / 1000} s.`);
    await sleep(100);
  }
}

async function stop(service: ChildProcess): Promise<void> {
  const exited = once(service, 'exit');
  service.kill('SIGTERM');
  const deadline = setTimeout(() => {
    console.error(`The service did not stop within ${STOP_TIMEOUT_MS / 1000} s of SIGTERM: killing it.`);
    service.kill('SIGKILL');
  }, STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(deadline);
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function prepareDataDir(dataDir: string): Promise<void> {
  // As root, the embedded PostgreSQL runs as another user, which has to get to its folder.
  await chmod(dataDir, 0o755);
  await mkdir(MODELS_DIR, { recursive: true });
  await symlink(MODELS_DIR, join(dataDir, 'models'));
}

function environmentOf(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const [first, second] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return [first ?? 0, second ?? 0];
}
