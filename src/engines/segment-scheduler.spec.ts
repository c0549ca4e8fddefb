import { beforeEach, describe, expect, it } from 'vitest';
import type { JobPriority } from '../transcription/domain/job.js';
import { type SchedulingSession, SegmentScheduler, type WaitingSegment } from './segment-scheduler.js';

interface NamedSegment extends WaitingSegment {
  readonly name: string;
}

let nowMs: number;
let scheduler: SegmentScheduler<NamedSegment>;

beforeEach(() => {
  nowMs = 0;
  scheduler = new SegmentScheduler({ maxBatch: 1, now: () => nowMs });
});

function session(priority: JobPriority = 'default'): SchedulingSession {
  return { priority };
}

function add(owner: SchedulingSession, name: string, count = 1, audioSeconds = 5): void {
  for (let index = 0; index < count; index += 1) scheduler.add({ session: owner, name, audioSeconds });
}

function served(units: number): string {
  return Array.from({ length: units }, () => scheduler.next()[0]?.name ?? '-').join('');
}

describe('SegmentScheduler', () => {
  it('gives nothing when nothing waits', () => {
    expect(scheduler.next()).toEqual([]);
  });

  it('keeps the order of a session', () => {
    const only = session();
    add(only, 'a');
    add(only, 'b');
    add(only, 'c');
    expect(served(4)).toBe('abc-');
  });

  it('lets a higher priority overtake at the next segment', () => {
    add(session('low'), 'l', 3);
    add(session('default'), 'd', 3);
    expect(served(1)).toBe('d');
    add(session('high'), 'h', 2);
    expect(served(7)).toBe('hhddlll');
  });

  it('serves sessions of one priority in turn', () => {
    add(session(), 'a', 3);
    add(session(), 'b', 3);
    expect(served(6)).toBe('ababab');
  });

  it('shares by audio, not by the number of segments', () => {
    add(session(), 'a', 6, 2);
    add(session(), 'B', 2, 6);
    expect(served(8)).toBe('aBaaaBaa');
  });

  it('does not let a long recording hold up a newcomer', () => {
    add(session(), 'l', 100);
    served(50);
    add(session(), 's', 2);
    expect(served(4)).toBe('slsl');
  });

  it('does not let a newcomer catch up on the time before it came', () => {
    add(session(), 'l', 100);
    served(50);
    add(session(), 's', 100);
    expect(served(20).replaceAll('l', '').length).toBeLessThanOrEqual(11);
  });

  it('does not let a session save up time in which it had nothing to do', () => {
    const pausing = session();
    add(pausing, 'p');
    add(session(), 'l', 100);
    served(50);
    add(pausing, 'p', 100);
    expect(served(20).replaceAll('l', '').length).toBeLessThanOrEqual(11);
  });

  it('gives one unit of eight to a lower priority that has waited for ten seconds', () => {
    add(session('low'), 'l', 10);
    add(session('high'), 'h', 100);
    nowMs = 9_999;
    expect(served(20)).toBe('h'.repeat(20));
    nowMs = 10_000;
    served(8);
    expect(served(24).replaceAll('h', '').length).toBe(3);
  });

  it('relieves the lower priority that has waited longest', () => {
    add(session('low'), 'l', 5);
    nowMs = 1_000;
    add(session('default'), 'd', 5);
    add(session('high'), 'h', 100);
    nowMs = 20_000;
    expect(served(16).replaceAll('h', '')).toBe('ll');
  });

  it('forgets a session and hands back what it had waiting', () => {
    const gone = session();
    add(gone, 'g', 3);
    add(session(), 's', 1);
    expect(scheduler.removeSession(gone)).toHaveLength(3);
    expect(scheduler.size).toBe(1);
    expect(served(2)).toBe('s-');
    expect(scheduler.removeSession(gone)).toEqual([]);
  });

  it('fills a batch with segments of one priority and nearly one length', () => {
    scheduler = new SegmentScheduler({ maxBatch: 3, now: () => nowMs });
    const long = session();
    add(long, 'a', 1, 6);
    add(long, 'x', 1, 3);
    add(long, 'b', 1, 6.5);
    add(session(), 'c', 1, 5.5);
    add(session('low'), 'l', 1, 6);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['a', 'c', 'b']);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['x']);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['l']);
  });

  it('fills no more than was asked for, and no more seconds than a batch may have', () => {
    scheduler = new SegmentScheduler({ maxBatch: 8, maxBatchSeconds: 20, now: () => nowMs });
    for (const name of 'abcdef') add(session(), name, 1, 6);
    expect(scheduler.next(2).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['c', 'd', 'e']);
    add(session(), 'long', 1, 30);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['f']);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['long']);
  });

  it('puts no more of one recording at risk than a share of what it was served', () => {
    scheduler = new SegmentScheduler({ maxBatch: 8, maxShareAtRisk: 1 / 4, now: () => nowMs });
    const only = session();
    add(only, 'a', 20, 5);
    const sizes = Array.from({ length: 11 }, () => scheduler.next().length);
    expect(sizes).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
  });

  it('gives what was taken in vain before the rest of its session, alone if it is to be', () => {
    scheduler = new SegmentScheduler({ maxBatch: 3, now: () => nowMs });
    const only = session();
    add(only, 'b', 2);
    scheduler.addAgain({ session: only, name: 'a', audioSeconds: 5, alone: true });
    expect(scheduler.next().map(({ name }) => name)).toEqual(['a']);
    expect(scheduler.next().map(({ name }) => name)).toEqual(['b', 'b']);
    expect(scheduler.size).toBe(0);
  });

  it('empties itself', () => {
    add(session('high'), 'h', 2);
    add(session('low'), 'l', 1);
    expect(scheduler.clear()).toHaveLength(3);
    expect(scheduler.size).toBe(0);
    expect(scheduler.next()).toEqual([]);
  });
});
