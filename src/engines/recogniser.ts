import { type ChildProcess, fork } from 'node:child_process';
import { JobError } from '../transcription/domain/job-error.js';
import { SAMPLE_RATE } from '../transcription/domain/segment.js';
import type {
  Recognition,
  RecogniserReply,
  RecogniserRequest,
  SentUtterance,
  Utterance,
} from './recogniser-messages.js';

export interface RecogniserLaunch {
  /** The compiled program of a recogniser process, which calls `serveRecogniser`. */
  readonly entry: string;
  /** What that program needs to load the model: plain data. */
  readonly config: unknown;
  /** Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A decoding that takes longer than this, and than ten times its longest segment, hangs. Default 20 s. */
  readonly hangTimeoutMs?: number;
}

const DEFAULT_HANG_TIMEOUT_MS = 20_000;
const HANG_TIMES_AUDIO = 10;

/** What the process said last on its standard error goes into the error of a crash. */
const STDERR_TAIL_CHARS = 2_000;

/** The default model loads in 0.3 s; one of 650 MB from a cold disk on a busy machine may take long. */
const LOAD_TIMEOUT_MS = 180_000;

interface PendingReply {
  /** What is being decoded. */
  readonly batch: readonly Utterance[];
  resolve(reply: RecogniserReply): void;
  reject(error: JobError): void;
}

/**
 * The worker's end of one recogniser process: a child with the model loaded that decodes one batch at a time.
 * When it dies or hangs it is killed and gone; whoever owns it starts another one.
 */
export class Recogniser {
  /** Settled when the process is gone. Never rejects. */
  readonly exited: Promise<void>;
  readonly pid: number | undefined;
  /** Resident memory when it last answered. */
  rssBytes = 0;
  private pending: PendingReply | null = null;
  private stderrTail = '';
  private death: JobError | null = null;

  private constructor(
    private readonly child: ChildProcess,
    private readonly hangTimeoutMs: number,
  ) {
    this.pid = child.pid;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderrTail = (this.stderrTail + text).slice(-STDERR_TAIL_CHARS);
    });
    child.on('message', (reply: RecogniserReply) => {
      if (reply.type === 'wants-terms') this.tellTerms(reply.id);
      else this.settle((pending) => pending.resolve(reply));
    });
    this.exited = new Promise((resolve) => {
      child.on('error', (error) => {
        this.die(error.message);
        if (child.pid === undefined) resolve();
      });
      child.once('exit', (code, signal) => {
        this.die(`it ended with ${signal ?? `code ${code}`}`);
        resolve();
      });
    });
  }

  /**
   * A process with the model loaded; aborting `signal` kills it at any time. Throws `JobError` `engine_unavailable`;
   * no process is left then.
   */
  static async start(launch: RecogniserLaunch, signal: AbortSignal): Promise<Recogniser> {
    const child = fork(launch.entry, [], {
      env: launch.environment ?? {},
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const recogniser = new Recogniser(child, launch.hangTimeoutMs ?? DEFAULT_HANG_TIMEOUT_MS);
    recogniser.killOn(signal);
    try {
      const reply = await recogniser.request({ type: 'load', config: launch.config }, LOAD_TIMEOUT_MS);
      if (reply.type === 'failed') throw new Error(reply.message);
      return recogniser;
    } catch (cause) {
      recogniser.kill();
      await recogniser.exited;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new JobError('engine_unavailable', `The recogniser could not load its model: ${reason}`, {
        cause,
      });
    }
  }

  get isAlive(): boolean {
    return this.death === null;
  }

  /**
   * What is said in a batch, in its order. One call at a time. Throws `JobError` `engine_crashed`: after that the
   * process is dead or dying, unless it said itself that it could not decode. A process that hangs is killed.
   */
  async decode(batch: readonly Utterance[]): Promise<readonly Recognition[]> {
    const audioMs = (Math.max(0, ...batch.map(({ samples }) => samples.length)) / SAMPLE_RATE) * 1000;
    const reply = await this.request(
      { type: 'decode', batch: batch.map(sent) },
      Math.max(this.hangTimeoutMs, HANG_TIMES_AUDIO * audioMs),
      batch,
    );
    if (reply.type === 'decoded') return reply.recognised;
    const reason = reply.type === 'failed' ? reply.message : `unexpected answer "${reply.type}"`;
    throw new JobError('engine_crashed', `The recogniser could not decode: ${reason}`);
  }

  /** Ends the process at once: it holds nothing worth keeping. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private killOn(signal: AbortSignal): void {
    const kill = (): void => this.kill();
    signal.addEventListener('abort', kill);
    void this.exited.then(() => signal.removeEventListener('abort', kill));
    if (signal.aborted) kill();
  }

  private async request(
    message: RecogniserRequest,
    timeoutMs: number,
    batch: readonly Utterance[] = [],
  ): Promise<RecogniserReply> {
    if (this.death) throw this.death;
    const deadline = setTimeout(() => this.die(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    try {
      const reply = await new Promise<RecogniserReply>((resolve, reject) => {
        this.pending = { batch, resolve, reject };
        this.send(message);
      });
      if ('rssBytes' in reply) this.rssBytes = reply.rssBytes;
      return reply;
    } finally {
      clearTimeout(deadline);
    }
  }

  private tellTerms(id: string): void {
    const list = this.pending?.batch.find(({ terms }) => terms?.id === id)?.terms;
    if (list) this.send({ type: 'terms', list });
    else this.die('it asked for terms that nobody told it of');
  }

  private send(message: RecogniserRequest): void {
    this.child.send(message, (error) => {
      if (error) this.die(error.message);
    });
  }

  private die(reason: string): void {
    if (this.death) return;
    this.kill();
    const said = this.stderrTail ? `; it said: ${this.stderrTail.trim()}` : '';
    this.death = new JobError('engine_crashed', `The recogniser process died: ${reason}${said}`);
    const { death } = this;
    this.settle((pending) => pending.reject(death));
  }

  private settle(how: (pending: PendingReply) => void): void {
    const { pending } = this;
    this.pending = null;
    if (pending) how(pending);
  }
}

function sent({ samples, language, terms }: Utterance): SentUtterance {
  return { samples, language, termsId: terms?.id ?? null };
}
