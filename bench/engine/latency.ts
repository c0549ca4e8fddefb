import type { RawEngine } from '../raw-engine/raw-engine.js';
import type { StenoClient } from '../steno-client.js';
import { median } from '../statistics.js';

/** Medians in milliseconds. */
export interface Latency {
  readonly submissions: number;
  /** The recogniser alone on the whole recording: what no service can avoid. */
  readonly recogniseMs: number;
  /** Reading the media file, VAD and the recogniser. */
  readonly rawMs: number;
  /** `ended_at - created_at` of the job. */
  readonly jobMs: number;
  /** From before the submit until a client that asks every {@link POLL_MS} sees the job finished. */
  readonly clientMs: number;
}

const POLL_MS = 5;

/** A short recording on an idle service, submission after submission, between them the raw engine on the same file. */
export async function measureLatency(
  rawEngine: RawEngine,
  client: StenoClient,
  path: string,
  submissions: number,
): Promise<Latency> {
  const samples: Record<'recogniseMs' | 'rawMs' | 'jobMs' | 'clientMs', number>[] = [];
  for (let submission = 0; submission < submissions; submission++) {
    const [whole] = await rawEngine.transcribeAll([path], 'whole');
    const [speech] = await rawEngine.transcribeAll([path], 'speech');
    const startMs = performance.now();
    const job = await client.untilFinished(await client.submit(path), POLL_MS);
    samples.push({
      recogniseMs: whole?.recogniseMs ?? NaN,
      rawMs: speech ? speech.mediaMs + speech.vadMs + speech.recogniseMs : NaN,
      jobMs: Date.parse(job.ended_at) - Date.parse(job.created_at),
      clientMs: performance.now() - startMs,
    });
  }
  return {
    submissions,
    recogniseMs: median(samples.map(({ recogniseMs }) => recogniseMs)),
    rawMs: median(samples.map(({ rawMs }) => rawMs)),
    jobMs: median(samples.map(({ jobMs }) => jobMs)),
    clientMs: median(samples.map(({ clientMs }) => clientMs)),
  };
}
