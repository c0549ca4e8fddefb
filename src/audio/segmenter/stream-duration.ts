import { JobError } from '../../transcription/domain/job-error.js';
import { CpuStopwatch } from './cpu-stopwatch.js';
import type { MediaFile } from './media-file.js';

/** Packets between two steps: half a millisecond, or some megabytes of video that has to be read over. */
const PACKETS_PER_STEP = 256;

/**
 * The most processor time that the packets may take: four hours of audio take 2 seconds, the video that lies between
 * them another second for some hundred megabytes.
 */
const MAX_CPU_SECONDS = 20;
const CPU_BYTES_PER_SECOND = 50_000_000;

export function tooLong(maxSeconds: number): JobError {
  return new JobError('audio_too_long', `The recording is longer than ${maxSeconds} seconds.`);
}

/**
 * Measures the audio of a file by reading its packets without decoding them (about 10,000 times real time): headers
 * lie. Yields after each step, and returns seconds; 0 when the packets don't say. Throws `JobError` `audio_too_long`,
 * or `unsupported_media` when there is no end to them.
 */
export function* measureDuration(file: MediaFile, maxSeconds: number): Generator<void, number, void> {
  const { num, den } = file.stream.timeBase;
  const maxTicks = BigInt(Math.ceil((maxSeconds * den) / num));
  const maxCpuSeconds = MAX_CPU_SECONDS + file.sizeBytes / CPU_BYTES_PER_SECOND;
  const stopwatch = new CpuStopwatch();
  let ticks = 0n;
  let count = 0;
  for (const packet of file.packets()) {
    if (packet && packet.duration > 0n) ticks += packet.duration;
    if (ticks > maxTicks) throw tooLong(maxSeconds);
    if (++count % PACKETS_PER_STEP !== 0) continue;
    if (stopwatch.seconds > maxCpuSeconds) {
      throw new JobError('unsupported_media', 'The packets of the recording take too long to read.');
    }
    yield;
  }
  return (Number(ticks) * num) / den;
}
