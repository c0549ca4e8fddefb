import { v7 as uuidv7 } from 'uuid';
import { UsageError } from './cli-errors.js';
import { count, note } from './output.js';
import type { LocalRecording } from './recordings.js';
import { assertFree, formatFor, formatOfName, isFolder, isTaken, targetsIn } from './transcript-places.js';

/** A recording that is to be submitted, with the format of its transcript, and the file if it goes to one. */
export interface Plan {
  readonly id: string;
  readonly recording: LocalRecording;
  readonly format: string;
  readonly target: string | undefined;
}

export interface PlanOptions {
  readonly jobId?: string;
  readonly format?: string;
  readonly output?: string;
  readonly force?: true;
  readonly skipExisting?: true;
}

/** One for each recording, but those that need not be transcribed again. */
export async function plansFor(
  recordings: readonly LocalRecording[],
  options: PlanOptions,
): Promise<readonly Plan[]> {
  const { jobId, output, force, skipExisting } = options;
  if (jobId !== undefined && recordings.length > 1) {
    throw new UsageError(`--job-id is for one recording, and these are ${recordings.length}`);
  }
  const toFile = output !== undefined && (await isFileFor(recordings, output));
  const format = formatFor(options.format, toFile ? output : undefined);
  const targets = output === undefined || toFile ? null : targetsIn(output, recordings, format);
  const plans = recordings.map((recording) => ({
    id: jobId ?? uuidv7(),
    recording,
    format,
    target: targets ? targets.get(recording) : output,
  }));
  if (skipExisting) return await withoutTaken(plans);
  if (!force) await assertFree(plans.flatMap(({ target }) => target ?? []));
  return plans;
}

/**
 * Whether `-o` is the file of the one recording, not a folder for what there is. What a folder or a pattern finds goes to a
 * folder, be it one recording or many, unless `-o` has the ending of a transcript.
 */
async function isFileFor(recordings: readonly LocalRecording[], output: string): Promise<boolean> {
  if (await isFolder(output)) return false;
  const isTranscript = formatOfName(output) !== undefined;
  if (recordings.length === 1) return isTranscript || recordings[0]?.isFound !== true;
  if (!isTranscript) return false;
  throw new UsageError(`${output} is one file, and these are ${recordings.length} recordings: name a folder`);
}

async function withoutTaken(plans: readonly Plan[]): Promise<readonly Plan[]> {
  const open: Plan[] = [];
  for (const plan of plans) {
    if (plan.target === undefined || !(await isTaken(plan.target))) open.push(plan);
  }
  const leftOut = plans.length - open.length;
  if (leftOut > 0) note(`left out ${count(leftOut, 'recording')} with a transcript already there`);
  return open;
}
