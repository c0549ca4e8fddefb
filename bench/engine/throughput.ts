import type { RawEngine } from '../raw-engine/raw-engine.js';
import { totalSeconds, type Recording } from '../recordings.js';
import type { StenoClient } from '../steno-client.js';
import { transcribeBacklog } from '../transcribe-backlog.js';

/** Audio seconds in a second, one for each pass. */
export interface Throughput {
  readonly audioSeconds: number;
  readonly raw: readonly number[];
  readonly service: readonly number[];
}

/**
 * A backlog through the raw engine and through the service, in turns, so that whatever else the machine does falls
 * on both. Longest first, which spares the raw engine a last long file on one process while the others idle.
 */
export async function measureThroughput(
  rawEngine: RawEngine,
  client: StenoClient,
  recordings: readonly Recording[],
  passes: number,
): Promise<Throughput> {
  const audioSeconds = totalSeconds(recordings);
  const paths = recordings.toSorted((a, b) => b.seconds - a.seconds).map(({ path }) => path);
  const raw: number[] = [];
  const service: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    raw.push(audioSeconds / (await secondsOfRaw(rawEngine, paths)));
    service.push(audioSeconds / (await secondsOfService(client, paths)));
  }
  return { audioSeconds, raw, service };
}

async function secondsOfRaw(rawEngine: RawEngine, paths: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await rawEngine.transcribeAll(paths, 'speech');
  return (performance.now() - startMs) / 1000;
}

/** From before the first submit until the last job ended, by the service's own clock for the end. */
async function secondsOfService(client: StenoClient, paths: readonly string[]): Promise<number> {
  const startMs = Date.now();
  const jobs = await transcribeBacklog(client, paths);
  const endedMs = Math.max(...jobs.map(({ ended_at }) => Date.parse(ended_at)));
  return (endedMs - startMs) / 1000;
}
