import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { publishedModels } from './published-models.js';
import type { RawReply, RawRequest } from './raw-engine-process.js';
import type { RawMode, RawTranscript } from './transcribe.js';

const PROCESS = fileURLToPath(new URL('./raw-engine-process.ts', import.meta.url));

/** The engine without a service around it: processes with the models loaded, each takes the next file. */
export class RawEngine implements AsyncDisposable {
  private processes: readonly ChildProcess[] = [];

  constructor(
    private readonly modelsDir: string,
    private readonly processCount: number,
  ) {}

  /** Resolves when every process has loaded the models. */
  async start(): Promise<void> {
    const models = JSON.stringify(await publishedModels(this.modelsDir));
    this.processes = Array.from({ length: this.processCount }, () => fork(PROCESS, [models]));
    await Promise.all(this.processes.map(nextReply));
  }

  /** The transcripts in the order of `paths`. */
  async transcribeAll(paths: readonly string[], mode: RawMode): Promise<RawTranscript[]> {
    const transcripts: RawTranscript[] = [];
    const waiting = paths.entries();
    await Promise.all(
      this.processes.map(async (child) => {
        for (const [index, path] of waiting) {
          child.send({ path, mode } satisfies RawRequest);
          transcripts[index] = (await nextReply(child)) as RawTranscript;
        }
      }),
    );
    return transcripts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.processes.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(
      running.map((child) => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        return exited;
      }),
    );
  }
}

async function nextReply(child: ChildProcess): Promise<RawReply> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', ended).then(([message]) => message as RawReply),
      once(child, 'exit', ended).then(([code, signal]) => {
        throw new Error(`a raw engine process ended: ${signal ?? `exit code ${code}`}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}
