import { isDeepStrictEqual } from 'node:util';
import { ENDED } from '../e2e/support/steno-client.js';
import type { Heard, Inspector, Row } from './inspector.js';
import type { AcceptedJob } from './load.js';

export interface Verdict {
  readonly accepted: number;
  /** By status, or by code for those that failed. */
  readonly ends: ReadonlyMap<string, number>;
  readonly lost: readonly string[];
  readonly stuck: readonly string[];
  /** Ended or got a result more often than was due. */
  readonly duplicated: readonly string[];
  /** Ended otherwise than they should have or than was told, or with another transcript than in peace. */
  readonly wrong: readonly string[];
  /** What was left over: entries, leases, locks, processes, files. */
  readonly leftovers: readonly string[];
}

export const FINDINGS = ['lost', 'duplicated', 'stuck', 'wrong', 'leftovers'] as const;

type Finding = readonly [kind: Exclude<(typeof FINDINGS)[number], 'leftovers'>, what: string];

/** Judges the jobs. `inPeace`: what is heard in each recording, by its path. */
export async function judge(
  inspector: Inspector,
  jobs: readonly AcceptedJob[],
  inPeace: ReadonlyMap<string, Heard>,
): Promise<Omit<Verdict, 'leftovers'>> {
  const rows = await inspector.rows();
  const written = await inspector.written();
  const found: Record<Finding[0], string[]> = { lost: [], duplicated: [], stuck: [], wrong: [] };
  const ends = new Map<string, number>();
  for (const job of jobs) {
    const row = rows.get(job.id);
    if (!row) {
      found.lost.push(job.id);
      continue;
    }
    ends.set(endOf(row), (ends.get(endOf(row)) ?? 0) + 1);
    if (!ENDED.has(row.status)) {
      found.stuck.push(`${job.id} is ${row.status}`);
      continue;
    }
    const transcript = await inspector.transcript(job.id);
    const heard = inPeace.get(job.recording.path);
    for (const [kind, what] of [
      ...judgeEnd(job, row, rows),
      ...judgeWrites(job, row, written),
      ...judgeTranscript(row, transcript, heard),
    ]) {
      found[kind].push(what);
    }
  }
  return { accepted: jobs.length, ends, ...found };
}

function* judgeEnd(job: AcceptedJob, row: Row, rows: ReadonlyMap<string, Row>): Generator<Finding> {
  const { id, told } = job;
  const end = endOf(row);
  if (!expectedEnds(job, rows).includes(end)) yield ['wrong', `${id} ended as ${end}`];
  if (told !== null && told !== row.status) {
    yield ['wrong', `${id} ended as ${end}, but was told to have ended as ${told}`];
  }
}

function* judgeWrites(job: AcceptedJob, row: Row, written: ReadonlyMap<string, number>): Generator<Finding> {
  const due = { end: expectedEndings(job, row), transcript: row.status === 'finished' ? 1 : 0 };
  for (const [what, dueTimes] of Object.entries(due)) {
    const times = written.get(`${job.id} ${what}`) ?? 0;
    if (times === dueTimes) continue;
    const finding = `the ${what} of ${job.id} was written ${times} times instead of ${dueTimes}`;
    yield [times > dueTimes ? 'duplicated' : 'wrong', finding];
  }
}

function* judgeTranscript(row: Row, transcript: Heard | null, heard: Heard | undefined): Generator<Finding> {
  if (row.status !== 'finished') {
    if (transcript !== null) yield ['wrong', `${row.id} ended as ${endOf(row)} and has a transcript`];
  } else if (transcript === null) yield ['lost', `the transcript of ${row.id}`];
  else if (!isDeepStrictEqual(transcript, heard)) {
    yield ['wrong', `${row.id} has another transcript than in peace`];
  }
}

function endOf({ status, code }: Row): string {
  return status === 'failed' ? `failed (${code})` : status;
}

function expectedEnds(job: AcceptedJob, rows: ReadonlyMap<string, Row>): string[] {
  const { cancel, requeue } = job;
  if (cancel === 'confirmed' && requeue === 'no') return ['canceled'];
  const uncanceled = uncanceledEnds(job, rows);
  return cancel === 'no' || requeue === 'confirmed' ? uncanceled : [...uncanceled, 'canceled'];
}

function uncanceledEnds({ recording, needs }: AcceptedJob, rows: ReadonlyMap<string, Row>): string[] {
  const own = recording.failsWith === null ? 'finished' : `failed (${recording.failsWith})`;
  if (!needs) return [own];
  const unmet = 'failed (dependency_failed)';
  // A job that was canceled, and finished when it was requeued, was both for the one that waited for it.
  if (needs.requeue !== 'no') return [own, unmet];
  return [rows.get(needs.id)?.status === 'finished' ? own : unmet];
}

/** Only canceled jobs are requeued. */
function expectedEndings({ requeue }: AcceptedJob, { status }: Row): number {
  return requeue === 'confirmed' || (requeue === 'unanswered' && status !== 'canceled') ? 2 : 1;
}
