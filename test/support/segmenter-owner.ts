import { ProcessSegmenter } from '../../src/audio/segmenter/process-segmenter.js';

/**
 * A worker to be killed: `segmenter-owner ENTRY VAD_MODEL RECORDING`. It sends the ids of its segmenter processes when
 * one of them is at work, and reads no further.
 */
const [entry = '', vadModelPath = '', path = ''] = process.argv.slice(2);
const segmenter = new ProcessSegmenter({ entry, vadModelPath });
await segmenter.start();
const request = {
  jobId: 'job',
  path,
  maxAudioSeconds: 14_400,
  maxSegmentSeconds: 12,
  channels: 'mix',
  firstIndex: 0,
} as const;
for await (const event of segmenter.segment(request, new AbortController().signal)) {
  if (event.type !== 'segment') continue;
  process.send?.(segmenter.pids);
  await new Promise(() => undefined);
}
