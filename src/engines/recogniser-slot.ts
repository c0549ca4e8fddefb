import { setTimeout as delay } from 'node:timers/promises';
import type { Recogniser } from './recogniser.js';
import type { Recognition, Utterance } from './recogniser-messages.js';

export interface SlotOptions {
  /** Aborting the signal ends the process, whatever it does. */
  readonly startRecogniser: (signal: AbortSignal) => Promise<Recogniser>;
  /**
   * A recogniser whose resident memory grew by more than this since it was loaded is replaced after its batch. Default: as
   * much as it had when it was loaded, at least 512 MiB. Moonshine tiny grows by 130–240 MB, and then no more.
   */
  readonly maxGrowthBytes?: number;
  /** The slot can take work. */
  onIdle(): void;
  /** A recogniser could not be started; the slot goes on trying. */
  onStartFailed(error: unknown): void;
}

const MIN_GROWTH_BYTES = 512 * 1024 * 1024;

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;
const HOPELESS_STARTS = 3;

/**
 * A place for one recogniser. Keeps it filled: whenever the recogniser is gone, for whatever reason, another one is
 * started, at once after good service, with a growing delay while none does any work.
 */
export class RecogniserSlot {
  /** Tries to start a recogniser since one last decoded something, or was killed by us at it. */
  private idleStarts = 0;
  private recogniser: Recogniser | null = null;
  private loadedRssBytes = 0;
  private decoding = false;
  private readonly closing = new AbortController();
  private readonly life: Promise<void>;

  constructor(private readonly options: SlotOptions) {
    this.life = this.keepFilled();
  }

  get isAlive(): boolean {
    return this.recogniser?.isAlive ?? false;
  }

  /** There is no recogniser, and trying again and again has brought none that works. */
  get isHopeless(): boolean {
    return !this.isAlive && this.idleStarts >= HOPELESS_STARTS;
  }

  get isIdle(): boolean {
    return this.isAlive && !this.decoding;
  }

  get isBusy(): boolean {
    return this.decoding;
  }

  /** Only when idle. Throws as {@link Recogniser.decode}. */
  async decode(batch: readonly Utterance[]): Promise<readonly Recognition[]> {
    const { recogniser } = this;
    if (!recogniser) throw new Error('no recogniser to decode with');
    this.decoding = true;
    try {
      const recognised = await recogniser.decode(batch);
      this.idleStarts = 0;
      return recognised;
    } finally {
      this.decoding = false;
      this.recycle(recogniser);
      if (this.isIdle) this.options.onIdle();
    }
  }

  /** Kills the recogniser; another one follows at once: an end that was wanted says nothing against the next start. */
  kill(): void {
    this.idleStarts = 0;
    this.recogniser?.kill();
  }

  /** Ends for good; the process is gone when this resolves. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.life;
  }

  private recycle(recogniser: Recogniser): void {
    const grownBytes = recogniser.rssBytes - this.loadedRssBytes;
    const maxGrowthBytes = this.options.maxGrowthBytes ?? Math.max(MIN_GROWTH_BYTES, this.loadedRssBytes);
    if (this.recogniser !== recogniser || grownBytes <= maxGrowthBytes) return;
    this.recogniser = null;
    recogniser.kill();
  }

  private async keepFilled(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (this.idleStarts - 1), MAX_BACKOFF_MS);
      if (this.idleStarts > 0) await delay(backoffMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.fillOnce(signal);
    }
  }

  /** Starts a recogniser and waits for its end. */
  private async fillOnce(signal: AbortSignal): Promise<void> {
    this.idleStarts += 1;
    try {
      const recogniser = await this.options.startRecogniser(signal);
      this.recogniser = recogniser;
      this.loadedRssBytes = recogniser.rssBytes;
      this.options.onIdle();
      await recogniser.exited;
      this.recogniser = null;
    } catch (error) {
      if (!signal.aborted) this.options.onStartFailed(error);
    }
  }
}
