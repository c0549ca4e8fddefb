import type { FinishedJob, StenoClient } from './steno-client.js';

/** Uploads at once: enough that the recognisers never wait for the next one. */
const UPLOADS_AT_ONCE = 4;
/** Seldom: client and service share the cores, and the service's own clock tells when a job ended. */
const POLL_MS = 500;

/** Submits everything, with these fields, and waits until all of it is finished. In the order of `paths`. */
export async function transcribeBacklog(
  client: StenoClient,
  paths: readonly string[],
  fieldsOf: (index: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<FinishedJob[]> {
  const ids: string[] = [];
  const waiting = paths.entries();
  const upload = async () => {
    for (const [index, path] of waiting) ids[index] = await client.submit(path, fieldsOf(index));
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, upload));
  const jobs: FinishedJob[] = [];
  for (const id of ids) jobs.push(await client.untilFinished(id, POLL_MS));
  return jobs;
}
