import { v7 as uuidv7 } from 'uuid';
import { UsageError } from './cli-errors.js';
import { count, note } from './output.js';
import type { LocalRecording } from './recordings.js';
import { assertFree, isFolder, isTaken, targetsIn } from './transcript-places.js';

/** A recording that is to be submitted, and the file for its transcript if there is to be one. */
export interface Plan {
  readonly id: string;
  readonly recording: LocalRecording;
  readonly target: string | undefined;
}

export interface PlanOptions {
  readonly jobId?: string;
  readonly format: string;
  readonly output?: string;
  readonly force?: true;
  readonly skipExisting?: true;
}

/** One for each recording, but those that need not be transcribed again. */
export async function plansFor(
  recordings: readonly LocalRecording[],
  options: PlanOptions,
): Promise<readonly Plan[]> {
  const { jobId, force, skipExisting } = options;
  if (jobId !== undefined && recordings.length > 1) {
    throw new UsageError(`--job-id is for one recording, and these are ${recordings.length}`);
  }
  const targets = await targetsOf(recordings, options);
  const plans = recordings.map((recording) => ({
    id: jobId ?? uuidv7(),
    recording,
    target: targets.get(recording),
  }));
  if (skipExisting) return await withoutTaken(plans);
  if (!force) await assertFree(targets.values());
  return plans;
}

async function targetsOf(
  recordings: readonly LocalRecording[],
  { output, format }: PlanOptions,
): Promise<Map<LocalRecording, string>> {
  if (output === undefined) return new Map();
  const [only] = recordings;
  const toFile = only && recordings.length === 1 && !(await isFolder(output));
  return toFile ? new Map([[only, output]]) : targetsIn(output, recordings, format);
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
