/**
 * Memory of a long recording: the peak of every process of the service while it transcribes one. Fails when a process
 * grows by more than {@link MAX_GROWTH_MB} over what it had when the service was ready.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRecordings } from '../recordings.js';
import { runBench } from '../run-bench.js';
import { StenoService } from '../steno-service.js';
import { TemporaryFolder } from '../temporary-folder.js';
import { textTable } from '../text-table.js';
import { writeLongRecording } from './long-recording.js';
import { MemoryWatch } from './memory-watch.js';

const MAX_GROWTH_MB = 250;
const RECOGNISERS = 2;
const POLL_MS = 1_000;

const { values: options } = parseArgs({
  options: {
    hours: { type: 'string', default: '3' },
    channels: { type: 'string', default: 'mix' },
  },
});

await runBench(async (own) => {
  const folder = own(await TemporaryFolder.create());
  const path = join(folder.path, 'long.wav');
  const seconds = Number(options.hours) * 3600;
  const channels = options.channels === 'separate' ? 2 : 1;
  const recordings = (await readRecordings()).filter(({ reference }) => reference);
  await writeLongRecording(path, recordings, seconds, channels);
  const service = own(new StenoService(RECOGNISERS));
  const client = await service.start();
  const watch = own(new MemoryWatch(service.pid));
  const id = await client.submit(path, { timeout: '86400', retry_count: '0', channels: options.channels });
  const job = await client.untilFinished(id, POLL_MS);
  const peaks = watch.peaks();
  console.log(
    textTable([
      ['MB', 'at the start', 'peak', 'growth'],
      ...peaks.map(({ name, startMb, peakMb }) => [
        name,
        startMb.toFixed(0),
        peakMb.toFixed(0),
        (peakMb - startMb).toFixed(0),
      ]),
    ]),
  );
  const tookSeconds = (Date.parse(job.ended_at) - Date.parse(job.created_at)) / 1000;
  console.log(
    `\n${seconds} s in ${tookSeconds.toFixed(0)} s: ${(seconds / tookSeconds).toFixed(1)} x real time`,
  );
  return peaks.every(({ startMb, peakMb }) => peakMb - startMb <= MAX_GROWTH_MB);
});
