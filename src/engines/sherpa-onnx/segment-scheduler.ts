import { JOB_PRIORITIES, type JobPriority } from '../../transcription/domain/job.js';

/** One job as the scheduler sees it. Compared by identity. */
export interface SchedulingSession {
  readonly priority: JobPriority;
}

/** A segment that waits for a recogniser. */
export interface WaitingSegment {
  readonly session: SchedulingSession;
  readonly audioSeconds: number;
}

export interface SchedulerOptions {
  /** Segments that a recogniser takes at once. */
  readonly maxBatch: number;
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
}

/** A lower priority whose oldest segment has waited for so long … */
const STARVING_AFTER_MS = 10_000;
/** … gets one of so many units of work. */
const RELIEF_EVERY = 8;
/** Members of a batch differ in length by no more than this share of the first one. */
const BATCH_LENGTH_TOLERANCE = 0.1;

interface Entry<S> {
  readonly segment: S;
  readonly sinceMs: number;
}

interface SessionQueue<S> {
  readonly entries: Entry<S>[];
  /** Audio that this session was served, on the scale of its priority's clock. */
  clock: number;
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
 * - A batch is filled with segments of the same priority and nearly the same length: a batch takes as long as
 *   its longest member.
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
    const { sessions, clock } = this.classes[segment.session.priority];
    const queue = sessions.get(segment.session) ?? { entries: [], clock };
    if (queue.entries.length === 0) queue.clock = Math.max(queue.clock, clock);
    queue.entries.push({ segment, sinceMs: this.options.now() });
    sessions.set(segment.session, queue);
    this.waitingSegments += 1;
  }

  /** Takes out the next unit of work. Empty when nothing waits. */
  next(): S[] {
    const priority = this.choosePriority();
    if (!priority) return [];
    const first = this.take(priority, () => true);
    const batch = first ? [first] : [];
    while (first && batch.length < this.options.maxBatch) {
      const similar = this.take(priority, (segment) => isSimilar(segment.audioSeconds, first.audioSeconds));
      if (!similar) break;
      batch.push(similar);
    }
    return batch;
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

  /** The first fitting segment of the session that was served least. */
  private take(priority: JobPriority, fits: (segment: S) => boolean): S | null {
    const priorityClass = this.classes[priority];
    const queues = [...priorityClass.sessions.values()].sort((a, b) => a.clock - b.clock);
    for (const queue of queues) {
      const index = queue.entries.findIndex((entry) => fits(entry.segment));
      const [entry] = index < 0 ? [] : queue.entries.splice(index, 1);
      if (!entry) continue;
      priorityClass.clock = Math.max(priorityClass.clock, queue.clock);
      queue.clock += entry.segment.audioSeconds;
      this.waitingSegments -= 1;
      return entry.segment;
    }
    return null;
  }
}

function isSimilar(audioSeconds: number, reference: number): boolean {
  return Math.abs(audioSeconds - reference) <= reference * BATCH_LENGTH_TOLERANCE;
}
