import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { freePorts } from '../../support/free-ports.js';
import { descendantsOf } from './process-tree.js';

const MAIN = join(import.meta.dirname, '../../../dist/main.js');

/** Fetched once by the first service that starts; `npm ci` throws it away. */
const MODELS_DIR = join(import.meta.dirname, '../../../node_modules/.cache/steno/models');

const READY_TIMEOUT_MS = 90_000;

export type Role = readonly ['--local'] | readonly [] | readonly ['--worker', ...string[]];

/** A line of the log: an event with fields. */
export type LogEvent = Readonly<Record<string, unknown>> & { readonly message: string };

/** A data folder with the models in it. As root, the embedded PostgreSQL runs as another user and must get there. */
export async function createDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'steno-e2e-'));
  await chmod(dataDir, 0o755);
  await mkdir(MODELS_DIR, { recursive: true });
  await symlink(MODELS_DIR, join(dataDir, 'models'));
  return dataDir;
}

export async function removeDataDir(dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
}

/** The built program, as an operator starts it: one process and all that it starts. */
export class StenoProcess {
  /** All of this test file. */
  static readonly started: StenoProcess[] = [];

  readonly events: LogEvent[] = [];
  /** What it wrote that is no event: messages of a start that failed. */
  stderr = '';
  private readonly output: Interface;

  private constructor(
    private readonly child: ChildProcess,
    /** Of the API, or of a worker's probes. */
    readonly url: string,
  ) {
    if (!child.stdout || !child.stderr) throw new Error('no output');
    StenoProcess.started.push(this);
    this.output = createInterface(child.stdout);
    this.output.on('line', (line) => this.events.push(parseEvent(line)));
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  /** Does not wait for anything. */
  static async spawn(
    role: Role,
    dataDir: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<StenoProcess> {
    const [apiPort, workerPort] = await freePorts(2);
    const ports = { PORT: String(apiPort), WORKER_HEALTH_PORT: String(workerPort) };
    const port = { ...ports, ...env }[role[0] === '--worker' ? 'WORKER_HEALTH_PORT' : 'PORT'];
    const child = spawn(process.execPath, [MAIN, ...role], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        DATA_DIR: dataDir,
        ...ports,
        ...env,
      },
      // A working directory without an .env.
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new StenoProcess(child, `http://127.0.0.1:${port}`);
  }

  /** Resolves when it is ready for work. */
  static async start(
    role: Role,
    dataDir: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<StenoProcess> {
    const steno = await StenoProcess.spawn(role, dataDir, env);
    await steno.ready();
    return steno;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it did not start');
    return this.child.pid;
  }

  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async ready(): Promise<void> {
    const deadlineMs = performance.now() + READY_TIMEOUT_MS;
    for (;;) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      if (this.hasExited) throw new Error(`ended before it was ready: ${this.stderr}`);
      if (performance.now() > deadlineMs) throw new Error(`not ready: ${JSON.stringify(this.events)}`);
      await pause(50);
    }
  }

  /** Resolves when it says so the next time; rejects when it ends instead. */
  async untilEvent(wanted: string): Promise<void> {
    if (this.hasExited) throw new Error('it has ended');
    const since = this.events.length;
    const over = new AbortController();
    const ended = once(this.child, 'exit', { signal: over.signal }).then(() => {
      throw new Error(`it ended before "${wanted}"`);
    });
    try {
      while (!this.events.slice(since).some(({ message }) => message === wanted)) {
        await Promise.race([once(this.output, 'line', { signal: over.signal }), ended]);
      }
    } finally {
      over.abort();
      await ended.catch(() => undefined);
    }
  }

  /** Every process that it started, and what those started. */
  descendants(): Promise<number[]> {
    return descendantsOf(this.pid);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code, null when a signal ended it. */
  async exit(): Promise<number | null> {
    if (!this.hasExited) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async stop(): Promise<void> {
    if (this.hasExited) return;
    this.kill('SIGTERM');
    await this.exit();
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function parseEvent(line: string): LogEvent {
  try {
    return JSON.parse(line) as LogEvent;
  } catch {
    return { message: line };
  }
}
