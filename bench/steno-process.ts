import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '../dist/main.js');

/** The first start fetches the models. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

export interface StenoProcessOptions {
  /** Flags of `dist/main.js`. */
  readonly flags?: readonly string[];
  /** In place of `dist/main.js`. */
  readonly program?: string;
  /** Where it listens: it is ready when `/health/ready` there says so. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Default: what it logs is shown. */
  readonly quiet?: boolean;
  /** It and all its processes run on the first core alone (Linux). */
  readonly onOneCore?: boolean;
}

/** A process of the service. Stopping it leaves nothing behind. */
export class StenoProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Resolves when it is ready for jobs. */
  static async start({
    flags = [],
    program = MAIN,
    port,
    env,
    quiet = false,
    onOneCore = false,
  }: StenoProcessOptions): Promise<StenoProcess> {
    if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: run `npm run build` first.');
    const command = [
      ...(onOneCore ? ['taskset', '--cpu-list', '0'] : []),
      process.execPath,
      program,
      ...flags,
    ];
    const child = spawn(command[0] as string, command.slice(1), {
      env: { ...environmentOf('PATH', 'HOME'), ...env },
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    });
    const steno = new StenoProcess(child, `http://127.0.0.1:${port}`);
    try {
      await steno.untilReady();
    } catch (error) {
      await steno[Symbol.asyncDispose]();
      throw error;
    }
    return steno;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasExited) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const deadline = setTimeout(() => {
      console.error(`The service did not stop within ${STOP_TIMEOUT_MS / 1000} s of SIGTERM: killing it.`);
      this.child.kill('SIGKILL');
    }, STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(deadline);
  }

  private async untilReady(): Promise<void> {
    const deadlineMs = performance.now() + READY_TIMEOUT_MS;
    while (!(await this.isReady())) {
      if (this.hasExited) throw new Error('The service ended before it was ready.');
      if (performance.now() > deadlineMs) throw new Error(`Not ready within ${READY_TIMEOUT_MS / 1000} s.`);
      await sleep(100);
    }
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
  }

  private get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** Those of these variables that this process has. */
export function environmentOf(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
