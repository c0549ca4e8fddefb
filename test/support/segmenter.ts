import { join } from 'node:path';
import type { ProcessSegmenterOptions } from '../../src/audio/segmenter/process-segmenter.js';
import type { SpeechSegment } from '../../src/transcription/domain/segment.js';
import type { SegmentationRequest, Segmenter } from '../../src/transcription/ports/segmenter.js';
import { bundleForNode } from './bundle.js';
import { testModels } from './models.js';

/** 11 seconds of speech in a noisy hall. */
export const SPEECH_FILE = join(import.meta.dirname, '../fixtures/jfk-mulaw-8k.wav');

export interface Segmentation {
  readonly segments: SpeechSegment[];
  /** As measured before decoding. */
  readonly openedSeconds: number;
  /** As decoded. */
  readonly endedSeconds: number;
}

export interface SegmenterBench {
  readonly options: Pick<ProcessSegmenterOptions, 'entry' | 'vadModelPath'>;
  remove(): Promise<void>;
}

/** What a real segmenter needs when the sources run uncompiled. */
export async function segmenterBench(): Promise<SegmenterBench> {
  const source = join(import.meta.dirname, '../../src/audio/segmenter/segmenter-process.ts');
  const [bundle, { vadModelPath }] = await Promise.all([bundleForNode(source), testModels()]);
  return { options: { entry: bundle.file, vadModelPath }, remove: () => bundle.remove() };
}

export function requestFor(path: string, changes: Partial<SegmentationRequest> = {}): SegmentationRequest {
  const cut = { maxSegmentSeconds: 12, channels: 'mix' } as const;
  return { jobId: 'job', path, maxAudioSeconds: 14_400, ...cut, firstIndex: 0, ...changes };
}

export async function segmentAll(segmenter: Segmenter, request: SegmentationRequest): Promise<Segmentation> {
  const segments: SpeechSegment[] = [];
  let [openedSeconds, endedSeconds] = [NaN, NaN];
  for await (const event of segmenter.segment(request, new AbortController().signal)) {
    if (event.type === 'opened') openedSeconds = event.durationSeconds;
    else if (event.type === 'ended') endedSeconds = event.durationSeconds;
    else segments.push(event.segment);
  }
  return { segments, openedSeconds, endedSeconds };
}

/** The WAV file `times` over: a long recording of real speech. */
export function repeatWav(file: Buffer, times: number): Buffer {
  const data = file.indexOf('data');
  const samples = file.subarray(data + 8);
  const header = Buffer.from(file.subarray(0, data + 8));
  header.writeUInt32LE(samples.length * times, data + 4);
  header.writeUInt32LE(data + samples.length * times, 4);
  return Buffer.concat([header, ...Array.from({ length: times }, () => samples)]);
}
