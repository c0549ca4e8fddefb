import type { StenoClient } from '../steno-client.js';

/** Seconds from submit to the end of the job, one for each pass. */
export interface LongRecording {
  readonly withOneSeconds: readonly number[];
  readonly withTwoSeconds: readonly number[];
}

/** Seldom: client and service share the cores, and the service's own clock tells when the job ended. */
const POLL_MS = 500;

/** One long recording alone, on a service with one recogniser and on one with two, in turns. */
export async function measureLongRecording(
  one: StenoClient,
  two: StenoClient,
  path: string,
  passes: number,
): Promise<LongRecording> {
  const withOneSeconds: number[] = [];
  const withTwoSeconds: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    withOneSeconds.push(await jobSeconds(one, path));
    withTwoSeconds.push(await jobSeconds(two, path));
  }
  return { withOneSeconds, withTwoSeconds };
}

async function jobSeconds(client: StenoClient, path: string): Promise<number> {
  const job = await client.untilFinished(await client.submit(path), POLL_MS);
  return (Date.parse(job.ended_at) - Date.parse(job.created_at)) / 1000;
}
