import type { StenoClient } from '../steno-client.js';

/** What grows from one to two: each is a service of its own. */
export interface LongRecordingServices {
  /** One recogniser, and one core for all of the service. */
  readonly oneCore: StenoClient;
  /** One recogniser; the other core is there for the rest of the service. */
  readonly one: StenoClient;
  readonly two: StenoClient;
}

/** Seconds from submit to the end of the job, one for each pass. */
export type LongRecording = Readonly<Record<keyof LongRecordingServices, readonly number[]>>;

/** Seldom: client and service share the cores, and the service's own clock tells when the job ended. */
const POLL_MS = 500;

/** One long recording alone, on each service in turns. */
export async function measureLongRecording(
  services: LongRecordingServices,
  path: string,
  passes: number,
): Promise<LongRecording> {
  const seconds = { oneCore: [] as number[], one: [] as number[], two: [] as number[] };
  for (let pass = 0; pass < passes; pass++) {
    for (const name of ['oneCore', 'one', 'two'] as const) {
      seconds[name].push(await jobSeconds(services[name], path));
    }
  }
  return seconds;
}

async function jobSeconds(client: StenoClient, path: string): Promise<number> {
  const job = await client.untilFinished(await client.submit(path), POLL_MS);
  return (Date.parse(job.ended_at) - Date.parse(job.created_at)) / 1000;
}
