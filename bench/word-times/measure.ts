import type { StenoClient, VerboseTranscript } from '../steno-client.js';
import { transcribeBacklog } from '../transcribe-backlog.js';
import { matchWords } from './match-words.js';
import type { Kind, KnownWord, TimedRecording } from './timed-recording.js';

/** Errors in milliseconds; negative where the service is early. */
export interface KindErrors {
  readonly name: string;
  readonly recordings: number;
  /** Words of which a time is known. */
  readonly words: number;
  /** Those of them that the service did not hear, or wrote otherwise. */
  readonly unmatched: readonly string[];
  readonly startErrorsMs: readonly number[];
  readonly endErrorsMs: readonly number[];
  /** How the service says that it got its times. */
  readonly wordTimes: readonly string[];
}

/** Has the service transcribe all recordings of a kind. */
export async function measureKind(client: StenoClient, { name, recordings }: Kind): Promise<KindErrors> {
  const jobs = await transcribeBacklog(
    client,
    recordings.map(({ path }) => path),
  );
  const transcripts = await Promise.all(jobs.map(({ job_id }) => client.transcript(job_id)));
  const pairs = recordings.flatMap((recording, index) => pairWords(recording, transcripts[index]));
  const matched = pairs.flatMap(({ known, heard }) => (heard ? [{ known, heard }] : []));
  return {
    name,
    recordings: recordings.length,
    words: pairs.length,
    unmatched: pairs.filter(({ heard }) => !heard).map(({ known }) => known.text),
    startErrorsMs: matched.flatMap(({ known, heard: { start } }) => errorMs(start, known.startSeconds)),
    endErrorsMs: matched.flatMap(({ known, heard: { end } }) => errorMs(end, known.endSeconds)),
    wordTimes: [...new Set(transcripts.flatMap(({ word_times }) => word_times ?? []))],
  };
}

interface Pair {
  readonly known: KnownWord;
  readonly heard: { readonly start: number; readonly end: number } | null;
}

function pairWords({ path, words }: TimedRecording, transcript: VerboseTranscript | undefined): Pair[] {
  if (transcript?.text && !transcript.words) throw new Error(`The service gave no word times for ${path}.`);
  const heard = transcript?.words ?? [];
  const matches = matchWords(
    words.map(({ text }) => text),
    heard.map(({ word }) => word),
  );
  return words
    .map((known, index) => ({ known, heard: heard[matches[index] ?? -1] ?? null }))
    .filter(({ known }) => known.startSeconds !== null || known.endSeconds !== null);
}

function errorMs(seconds: number, knownSeconds: number | null): number[] {
  return knownSeconds === null ? [] : [1000 * (seconds - knownSeconds)];
}
