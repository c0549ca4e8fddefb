import type { DataSource } from 'typeorm';
import type { Attempt } from '../domain/attempt.js';
import type { TranscribedSegment } from '../domain/segment.js';
import { whilePassing } from './passing-failure.js';
import { SegmentEntity } from './segment.entity.js';

/** The segments of a job that were recognised with these settings, in order. */
export async function finishedSegments(
  dataSource: DataSource,
  jobId: string,
  settings: string,
): Promise<TranscribedSegment[]> {
  const rows = await dataSource.manager.find(SegmentEntity, {
    where: { jobId, settings },
    order: { index: 'ASC' },
  });
  return rows.map(({ index, channel, startSeconds, endSeconds, text, ...row }) => ({
    index,
    channel,
    start: startSeconds,
    end: endSeconds,
    text,
    ...(row.language !== null && { language: row.language }),
    ...(row.words && row.wordTimes && { words: row.words, wordTimes: row.wordTimes }),
    ...(row.phrases && { phrases: row.phrases }),
    ...(row.alternatives && { alternatives: row.alternatives }),
  }));
}

interface SavedSegment {
  readonly attempt: Attempt;
  readonly segment: TranscribedSegment;
  readonly settings: string;
  /** Of the job, 0 to 1. */
  readonly progress: number;
}

const SAVE = `
  WITH held AS (
    UPDATE jobs SET progress = greatest(progress, $3::real)
     WHERE id = $1 AND lease_token = $2 RETURNING id)
  INSERT INTO segments
         (job_id, index, channel, start_seconds, end_seconds, text, words, word_times, phrases, language, settings,
          alternatives)
  SELECT id, $4::int, $5::smallint, $6::float, $7::float, $8, $9::jsonb, $10, $11::jsonb, $12, $13, $14::jsonb
    FROM held
  ON CONFLICT (job_id, index) DO UPDATE SET
    start_seconds = excluded.start_seconds, end_seconds = excluded.end_seconds,
    text = excluded.text, words = excluded.words, word_times = excluded.word_times,
    phrases = excluded.phrases, language = excluded.language, settings = excluded.settings,
    alternatives = excluded.alternatives
  RETURNING job_id`;

/** False: the attempt has lost its job, and nothing was written. */
export async function saveSegment(
  dataSource: DataSource,
  { attempt: { jobId, token }, segment, settings, progress }: SavedSegment,
): Promise<boolean> {
  const rows: unknown[] = await whilePassing(() =>
    dataSource.query(SAVE, [
      jobId,
      token,
      progress,
      segment.index,
      segment.channel,
      segment.start,
      segment.end,
      segment.text,
      jsonOrNull(segment.words),
      segment.wordTimes ?? null,
      jsonOrNull(segment.phrases),
      segment.language ?? null,
      settings,
      jsonOrNull(segment.alternatives),
    ]),
  );
  return rows.length > 0;
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
