import { JobError } from '../transcription/domain/job-error.js';
import { SAMPLE_RATE } from '../transcription/domain/segment.js';
import type { EngineStats } from './managed-engine.js';
import type { Recogniser } from './recogniser.js';
import type { Recognition, Utterance } from './recogniser-messages.js';
import { RecogniserSlot, type SlotOptions } from './recogniser-slot.js';
import {
  type SchedulerOptions,
  type SchedulingSession,
  SegmentScheduler,
  type WaitingSegment,
} from './segment-scheduler.js';

export interface RecogniserPoolOptions extends Omit<SchedulerOptions, 'now'> {
  /** Recogniser processes. */
  readonly size: number;
  readonly startRecogniser: (signal: AbortSignal) => Promise<Recogniser>;
  readonly maxGrowthBytes?: SlotOptions['maxGrowthBytes'];
  /** Told of each failed start, for the log. The pool goes on trying. */
  readonly onStartFailed?: (error: unknown) => void;
}

/**
 * How long the decoding of a segment that nobody wants any more may go on. With the second that a cancel may take to be
 * heard of, the processor is free within two.
 */
const ABANDONED_GRACE_MS = 500;

interface PendingSegment extends WaitingSegment {
  readonly utterance: Utterance;
  resolve(recognition: Recognition): void;
  reject(reason: unknown): void;
}

/** A batch that is being decoded. */
interface RunningUnit {
  readonly slot: RecogniserSlot;
  readonly segments: readonly PendingSegment[];
  /** Those whose session was dropped meanwhile. */
  readonly abandoned: Set<PendingSegment>;
  killTimer: NodeJS.Timeout | null;
}

function secondsOf(segments: readonly PendingSegment[]): number {
  return segments.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0);
}

const NOTHING: Recognition = { text: '', language: null, words: null };

/**
 * Shares the recognisers among all sessions, by the rule of {@link SegmentScheduler}. A segment that breaks its recogniser
 * fails, and nothing else.
 */
export class RecogniserPool {
  private readonly slots: RecogniserSlot[] = [];
  private readonly scheduler: SegmentScheduler<PendingSegment>;
  private readonly running = new Set<RunningUnit>();
  private readonly startup = new Startup();
  private closed = false;

  constructor(private readonly options: RecogniserPoolOptions) {
    this.scheduler = new SegmentScheduler({ ...options, now: () => performance.now() });
  }

  /** Resolves when every recogniser is loaded. Throws `JobError` `engine_unavailable`; nothing runs then. */
  async start(): Promise<void> {
    if (this.closed) throw unavailable();
    for (let index = 0; index < this.options.size; index += 1) this.slots.push(this.createSlot());
    try {
      await this.startup.done;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** What is said in one segment. Rejects as `RecognitionSession.transcribe` says. */
  transcribe(session: SchedulingSession, utterance: Utterance): Promise<Recognition> {
    return new Promise((resolve, reject) => {
      const audioSeconds = utterance.samples.length / SAMPLE_RATE;
      if (this.closed || !this.isHealthy()) return reject(unavailable());
      this.scheduler.add({ session, utterance, audioSeconds, resolve, reject });
      this.dispatch();
    });
  }

  /** Rejects all segments of a session with `reason` and frees its recognisers within a second. */
  dropSession(session: SchedulingSession, reason: unknown): void {
    for (const segment of this.scheduler.removeSession(session)) segment.reject(reason);
    for (const unit of this.running) {
      for (const segment of unit.segments) {
        if (segment.session !== session) continue;
        segment.reject(reason);
        unit.abandoned.add(segment);
      }
      if (unit.abandoned.size === unit.segments.length) {
        unit.killTimer ??= setTimeout(() => unit.slot.kill(), ABANDONED_GRACE_MS);
      }
    }
  }

  /**
   * As `RecognitionSession.pace`: while segments of a session wait, its share of the audio that is being decoded, in
   * recognisers, up to one.
   */
  paceOf(session: SchedulingSession): number {
    if (!this.scheduler.holds(session)) return 1;
    const decoded = [...this.running].flatMap(({ segments }) => segments);
    const own = decoded.filter((segment) => segment.session === session);
    if (own.length === 0) return 0;
    return Math.min(1, (secondsOf(own) / secondsOf(decoded)) * this.options.size);
  }

  stats(): EngineStats {
    return {
      size: this.options.size,
      alive: this.slots.filter((slot) => slot.isAlive).length,
      busy: this.slots.filter((slot) => slot.isBusy).length,
      waiting: this.scheduler.size,
      healthy: !this.closed && this.isHealthy(),
    };
  }

  /** Kills the recognisers; their processes are gone when this resolves. What waits is refused. Idempotent. */
  async close(): Promise<void> {
    this.closed = true;
    this.startup.fail(unavailable());
    for (const segment of this.scheduler.clear()) segment.reject(unavailable());
    await Promise.all(this.slots.map((slot) => slot.close()));
  }

  private createSlot(): RecogniserSlot {
    const slot: RecogniserSlot = new RecogniserSlot({
      startRecogniser: this.options.startRecogniser,
      ...(this.options.maxGrowthBytes !== undefined && { maxGrowthBytes: this.options.maxGrowthBytes }),
      onIdle: () => {
        if (this.slots.every(({ isAlive }) => isAlive)) this.startup.succeed();
        this.dispatch();
      },
      onStartFailed: (error) => {
        this.options.onStartFailed?.(error);
        if (slot.isHopeless) this.startup.fail(error);
        if (!this.isHealthy())
          for (const segment of this.scheduler.clear()) segment.reject(unavailable(error));
      },
    });
    return slot;
  }

  private isHealthy(): boolean {
    return !this.slots.every((slot) => slot.isHopeless);
  }

  /** What waits is for all recognisers: one takes no more than its share, so that they end together. */
  private dispatch(): void {
    const alive = this.slots.filter((slot) => slot.isAlive).length;
    for (const slot of this.slots) {
      if (!slot.isIdle) continue;
      const segments = this.scheduler.next(Math.ceil(this.scheduler.size / alive));
      if (segments.length === 0) return;
      void this.run({ slot, segments, abandoned: new Set(), killTimer: null });
    }
  }

  private async run(unit: RunningUnit): Promise<void> {
    this.running.add(unit);
    try {
      const recognised = await unit.slot.decode(unit.segments.map(({ utterance }) => utterance));
      unit.segments.forEach((segment, index) => segment.resolve(recognised[index] ?? NOTHING));
    } catch (error) {
      this.fail(unit, error);
    } finally {
      if (unit.killTimer) clearTimeout(unit.killTimer);
      this.running.delete(unit);
    }
  }

  /** Which member of a batch broke the recogniser is not known: each is tried again by itself. */
  private fail({ segments, abandoned }: RunningUnit, error: unknown): void {
    const isBatch = segments.length > 1 && !this.closed;
    for (const segment of segments) {
      if (isBatch && !abandoned.has(segment)) this.scheduler.addAgain({ ...segment, alone: true });
      else segment.reject(error);
    }
    this.dispatch();
  }
}

/** The first time that all recognisers stand, or the first that will not. */
class Startup {
  readonly done: Promise<void>;
  succeed!: () => void;
  fail!: (error: unknown) => void;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.fail = reject;
    });
    this.done.catch(() => undefined);
  }
}

function unavailable(cause?: unknown): JobError {
  return new JobError('engine_unavailable', 'No recogniser is running on this worker.', { cause });
}
