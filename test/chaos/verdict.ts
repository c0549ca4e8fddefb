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

/** Judges the jobs. `inPeace`: what is heard in each recording, by its path. */
export async function judge(
  inspector: Inspector,
  jobs: readonly AcceptedJob[],
  inPeace: ReadonlyMap<string, Heard>,
): Promise<Omit<Verdict, 'leftovers'>> {
  const rows = await inspector.rows();
  const written = await inspector.written();
  const found = {
    lost: [] as string[],
    stuck: [] as string[],
    duplicated: [] as string[],
    wrong: [] as string[],
  };
  const ends = new Map<string, number>();
  for (const job of jobs) {
    const { id } = job;
    const row = rows.get(id);
    if (!row) {
      found.lost.push(id);
      continue;
    }
    const end = endOf(row);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (!ENDED.has(row.status)) {
      found.stuck.push(`${id} is ${row.status}`);
      continue;
    }
    if (!expectedEnds(job, rows).includes(end)) found.wrong.push(`${id} ended as ${end}`);
    if (job.told !== null && job.told !== row.status) {
      found.wrong.push(`${id} ended as ${end}, but was told to have ended as ${job.told}`);
    }
    for (const [what, due] of [
      ['end', expectedEndings(job, row)],
      ['transcript', row.status === 'finished' ? 1 : 0],
    ] as const) {
      const times = written.get(`${id} ${what}`) ?? 0;
      const finding = `the ${what} of ${id} was written ${times} times instead of ${due}`;
      if (times !== due) found[times > due ? 'duplicated' : 'wrong'].push(finding);
    }
    const transcript = await inspector.transcript(id);
    if (row.status === 'finished') {
      if (transcript === null) found.lost.push(`the transcript of ${id}`);
      else if (!isDeepStrictEqual(transcript, inPeace.get(job.recording.path))) {
        found.wrong.push(`${id} has another transcript than in peace`);
      }
    } else if (transcript !== null) found.wrong.push(`${id} ended as ${end} and has a transcript`);
  }
  return { accepted: jobs.length, ends, ...found };
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
