import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Contender } from './throughput.js';

const SCRIPT = join(import.meta.dirname, 'rq_no_op.py');
const QUEUE = 'rq';

/** RQ as its users run it: `rq worker` forks a process for each job. */
export class Rq implements Contender, AsyncDisposable {
  readonly kind = 'rq';

  private constructor(
    readonly name: string,
    private readonly python: readonly [program: string, ...args: string[]],
    private readonly redisUrl: string,
    private readonly processes: readonly ChildProcess[],
  ) {}

  /** Null when `rq` is not installed. */
  static async start(redisUrl: string, workerCount: number): Promise<Rq | null> {
    const program = await findProgram('rq');
    if (program === null) return null;
    const python = await interpreterOf(program);
    const { stdout: version } = await promisify(execFile)(program, ['--version']);
    const processes = Array.from({ length: workerCount }, () =>
      spawn(program, ['worker', '--url', redisUrl, `${QUEUE}${workerCount}`], {
        stdio: 'ignore',
        env: PYTHON_ENV,
      }),
    );
    const name = `${version.trim().replace('rq, version', 'RQ')}, ${workerCount} worker${workerCount > 1 ? 's' : ''}`;
    return new Rq(name, python, redisUrl, processes);
  }

  get workers(): number {
    return this.processes.length;
  }

  async run(jobs: number): Promise<number> {
    return Number(await this.script(this.redisUrl, `${QUEUE}${this.workers}`, String(jobs)));
  }

  /** Hands in jobs that no worker takes. */
  async fill(jobs: number): Promise<void> {
    await this.script(this.redisUrl, 'unserved', String(jobs), '--no-wait');
  }

  private async script(...args: string[]): Promise<string> {
    const [program, ...before] = this.python;
    const { stdout } = await promisify(execFile)(program, [...before, SCRIPT, ...args], { env: PYTHON_ENV });
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.processes.map((worker) => {
        const exited = once(worker, 'exit');
        worker.kill('SIGTERM');
        return exited;
      }),
    );
  }
}

/** The worker imports the job from the script; neither writes there. */
const PYTHON_ENV = {
  PATH: process.env['PATH'],
  PYTHONPATH: import.meta.dirname,
  PYTHONDONTWRITEBYTECODE: '1',
};

async function findProgram(name: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = await open(join(folder, name)).catch(() => null);
    if (!file) continue;
    await file.close();
    return join(folder, name);
  }
  return null;
}

/** The Python that has the package is the one in the first line of the program. */
async function interpreterOf(program: string): Promise<[program: string, ...args: string[]]> {
  const file = await open(program);
  try {
    for await (const line of file.readLines()) {
      const [python, ...args] = line
        .replace(/^#!\s*/, '')
        .trim()
        .split(/\s+/);
      if (python) return [python, ...args];
    }
  } finally {
    await file.close();
  }
  throw new Error(`${program} has no first line.`);
}
