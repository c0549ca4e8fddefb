import { JOB_PRIORITIES, type JobPriority } from '../transcription/domain/job.js';

/** One job as the scheduler sees it. Compared by identity. */
export interface SchedulingSession {
  readonly priority: JobPriority;
}

/** A segment that waits for a recogniser. */
export interface WaitingSegment {
  readonly session: SchedulingSession;
  readonly audioSeconds: number;
  /** It shares a batch with no other. Default: it may. */
  readonly alone?: boolean;
}

export interface SchedulerOptions {
  /** Segments that a recogniser takes at once. */
  readonly maxBatch: number;
  /** Their audio, altogether. A segment that is longer goes alone. Default: as much as may be. */
  readonly maxBatchSeconds?: number;
  /**
   * Of a session's audio no more goes into one batch than this share of what it was served before, or one segment: a crash
   * loses the batch, and a recording should not have to repeat much of itself. Default: as much as may be.
   */
  readonly maxShareAtRisk?: number;
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
}

/** A lower priority whose oldest segment has waited for so long … */
const STARVING_AFTER_MS = 10_000;
/** … gets one of so many units of work. */
const RELIEF_EVERY = 8;
/** Members of a batch differ in length by no more than this share of the first one. */
const BATCH_LENGTH_TOLERANCE = 0.25;

interface Entry<S> {
  readonly segment: S;
  readonly sinceMs: number;
}

interface SessionQueue<S> {
  readonly entries: Entry<S>[];
  /** Audio that this session was served, on the scale of its priority's clock. */
  clock: number;
  /** The same on a scale of its own: from 0. */
  servedSeconds: number;
}

/** The sessions of one priority. */
interface PriorityClass<S> {
  readonly sessions: Map<SchedulingSession, SessionQueue<S>>;
  /** Clock of the session served last: where newcomers start. */
  clock: number;
}

/**
 * Decides which segments a free recogniser decodes next.
 *
 * - A higher priority goes first, segment by segment.
 * - So that no priority starves: while the oldest segment of a lower priority has waited for 10 s, one of every 8
 *   units of work goes to the lower priority that has waited longest.
 * - Sessions of one priority share by audio: the one that was served least goes first. A newcomer, or a session
 *   that had nothing to do, starts level with the others and can't catch up on the time before (start-time fair
 *   queueing). So a long recording neither holds up a short one nor is held up by a stream of them.
 * - A session's own segments keep their order, but for those that fill a batch.
 * - A batch is filled with segments of the same priority and nearly the same length, for it takes as long as its longest
 *   member; from other sessions first, and from one session only as much as a crash may cost it.
 *
 * Pure: it knows no process and sets no timer.
 */
export class SegmentScheduler<S extends WaitingSegment> {
  private readonly classes: Readonly<Record<JobPriority, PriorityClass<S>>> = {
    high: { sessions: new Map(), clock: 0 },
    default: { sessions: new Map(), clock: 0 },
    low: { sessions: new Map(), clock: 0 },
  };
  private unitsSinceRelief = 0;
  private waitingSegments = 0;

  constructor(private readonly options: SchedulerOptions) {}

  /** Segments that wait. */
  get size(): number {
    return this.waitingSegments;
  }

  /** Whether segments of this session wait. */
  holds(session: SchedulingSession): boolean {
    return (this.classes[session.priority].sessions.get(session)?.entries.length ?? 0) > 0;
  }

  add(segment: S): void {
    this.queueOf(segment).entries.push({ segment, sinceMs: this.options.now() });
    this.waitingSegments += 1;
  }

  /** Before all others of its session: it was taken out already, in vain. */
  addAgain(segment: S): void {
    this.queueOf(segment).entries.unshift({ segment, sinceMs: this.options.now() });
    this.waitingSegments += 1;
  }

  /** Takes out the next unit of work, of up to `limit` segments. Empty when nothing waits. */
  next(limit = Infinity): S[] {
    const priority = this.choosePriority();
    const batch = new Batch<S>(this.options);
    const size = Math.max(1, Math.min(limit, this.options.maxBatch));
    while (priority && batch.segments.length < size) {
      const segment = this.take(priority, batch);
      if (!segment) break;
      batch.add(segment);
    }
    return batch.segments;
  }

  /** Forgets a session; returns what it still had waiting. */
  removeSession(session: SchedulingSession): S[] {
    const { sessions } = this.classes[session.priority];
    const removed = sessions.get(session)?.entries.map((entry) => entry.segment) ?? [];
    sessions.delete(session);
    this.waitingSegments -= removed.length;
    return removed;
  }

  /** Takes out everything that waits. */
  clear(): S[] {
    return JOB_PRIORITIES.flatMap((priority) =>
      [...this.classes[priority].sessions.keys()].flatMap((session) => this.removeSession(session)),
    );
  }

  private queueOf({ session }: S): SessionQueue<S> {
    const { sessions, clock } = this.classes[session.priority];
    const queue = sessions.get(session) ?? { entries: [], clock, servedSeconds: 0 };
    if (queue.entries.length === 0) queue.clock = Math.max(queue.clock, clock);
    sessions.set(session, queue);
    return queue;
  }

  private choosePriority(): JobPriority | undefined {
    const [highest, ...lower] = JOB_PRIORITIES.filter((priority) => this.oldestMs(priority) !== null);
    const now = this.options.now();
    const starving = lower
      .map((priority) => ({ priority, waitedMs: now - (this.oldestMs(priority) ?? now) }))
      .filter(({ waitedMs }) => waitedMs >= STARVING_AFTER_MS)
      .sort((a, b) => b.waitedMs - a.waitedMs)[0];
    this.unitsSinceRelief += 1;
    if (!starving || this.unitsSinceRelief < RELIEF_EVERY) return highest;
    this.unitsSinceRelief = 0;
    return starving.priority;
  }

  /** When the oldest segment of a priority came; null when none waits. */
  private oldestMs(priority: JobPriority): number | null {
    const heads = [...this.classes[priority].sessions.values()].flatMap(({ entries }) => entries[0] ?? []);
    return heads.length === 0 ? null : Math.min(...heads.map((entry) => entry.sinceMs));
  }

  /** The first segment of the session that was served least that fits into a batch. */
  private take(priority: JobPriority, batch: Batch<S>): S | null {
    const priorityClass = this.classes[priority];
    const queues = [...priorityClass.sessions.values()].sort((a, b) => a.clock - b.clock);
    for (const queue of queues) {
      const index = queue.entries.findIndex(({ segment }) => batch.fits(segment, queue.servedSeconds));
      const [entry] = index < 0 ? [] : queue.entries.splice(index, 1);
      if (!entry) continue;
      // Not for who only fills it: a session that often fits would run ahead, and newcomers start level with it.
      if (batch.segments.length === 0) priorityClass.clock = Math.max(priorityClass.clock, queue.clock);
      queue.clock += entry.segment.audioSeconds;
      queue.servedSeconds += entry.segment.audioSeconds;
      this.waitingSegments -= 1;
      return entry.segment;
    }
    return null;
  }
}

/** A unit of work that is being put together. */
class Batch<S extends WaitingSegment> {
  readonly segments: S[] = [];
  private audioSeconds = 0;
  private readonly secondsOf = new Map<SchedulingSession, number>();

  constructor(private readonly limits: Pick<SchedulerOptions, 'maxBatchSeconds' | 'maxShareAtRisk'>) {}

  /** `servedSeconds`: of the segment's session, with what of it is in this batch. */
  fits({ session, audioSeconds, alone }: S, servedSeconds: number): boolean {
    const [first] = this.segments;
    if (!first) return true;
    if (alone || first.alone) return false;
    const { maxBatchSeconds = Infinity, maxShareAtRisk } = this.limits;
    if (this.audioSeconds + audioSeconds > maxBatchSeconds) return false;
    if (Math.abs(audioSeconds - first.audioSeconds) > first.audioSeconds * BATCH_LENGTH_TOLERANCE)
      return false;
    if (maxShareAtRisk === undefined) return true;
    const ownSeconds = this.secondsOf.get(session) ?? 0;
    return ownSeconds === 0 || ownSeconds + audioSeconds <= maxShareAtRisk * (servedSeconds - ownSeconds);
  }

  add(segment: S): void {
    this.segments.push(segment);
    this.audioSeconds += segment.audioSeconds;
    const { session, audioSeconds } = segment;
    this.secondsOf.set(session, (this.secondsOf.get(session) ?? 0) + audioSeconds);
  }
}
