import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessSegmenter } from '../../src/audio/segmenter/process-segmenter.js';
import { hasRecordings, recordingPath, recordings } from '../support/recordings.js';
import {
  requestFor,
  segmentAll,
  type Segmentation,
  type SegmenterBench,
  segmenterBench,
} from '../support/segmenter.js';

let bench: SegmenterBench;
let segmenter: ProcessSegmenter;

beforeAll(async () => {
  bench = await segmenterBench();
  segmenter = new ProcessSegmenter(bench.options);
  await segmenter.start();
});

afterAll(async () => {
  await segmenter.close();
  await bench.remove();
});

const segment = (file: string): Promise<Segmentation> =>
  segmentAll(segmenter, requestFor(recordingPath(file)));

const speechSeconds = ({ segments }: Segmentation): number =>
  segments.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);

/** Where a hostile recording has to end: in an error, or as a recording that may hold speech or may not. */
const HOSTILE: Readonly<Record<string, RegExp>> = {
  'truncated.mp3': /^(no )?speech$/,
  'bitflipped.flac': /^(no )?speech$/,
  'corrupt-frames.mp3': /^(no )?speech$/,
  'zero-byte.wav': /^unsupported_media$/,
  'lying-header-huge.wav': /^no speech$/,
  'lying-riff-bigger-than-quota.wav': /^no speech$/,
  'zero-samples.wav': /^unsupported_media$/,
  'one-sample.wav': /^no speech$/,
  'hundred-samples.flac': /^no speech$/,
  'nan-float.wav': /^no speech$/,
  'all-nan-float.wav': /^no speech$/,
  'inf-float.wav': /^no speech$/,
  'high-rate.wav': /^no speech$/,
  'channels-0.wav': /^(unsupported_media|no_audio_stream)$/,
  'video-only.mp4': /^no_audio_stream$/,
  'video-only.webm': /^no_audio_stream$/,
  'bomb-silence-6h.flac': /^audio_too_long$/,
  'bomb-silence-1h.opus': /^no speech$/,
};
const NOT_AUDIO = /^unsupported_media$/;

async function endOf(file: string): Promise<string> {
  return segment(file).then(
    ({ segments }) => (segments.length > 0 ? 'speech' : 'no speech'),
    (error: { code: string }) => error.code,
  );
}

describe.runIf(hasRecordings)('ProcessSegmenter on the shared recordings', () => {
  it.each(recordings('formats'))('decodes $file', async ({ file }) => {
    const found = await segment(file);
    // Coders add up to 0.15 s of padding; 11 s of the recording are speech for the most part.
    expect(Math.abs(found.endedSeconds - 11)).toBeLessThan(0.15);
    expect(Math.abs(found.openedSeconds - found.endedSeconds)).toBeLessThan(0.15);
    expect(speechSeconds(found)).toBeGreaterThan(7);
  });

  it.each(recordings('edge').filter(({ seconds }) => seconds))(
    'finds the speech of $file',
    async ({ file, seconds }) => {
      const found = await segment(file);
      expect(Math.abs(found.endedSeconds - (seconds ?? 0))).toBeLessThan(0.2);
      expect(speechSeconds(found)).toBeGreaterThan(5.5);
      expect(speechSeconds(found)).toBeLessThan(12.5);
    },
  );

  it('finds the speech of the second track when the first one is a tone', async () => {
    const found = await segment('edge/two-audio-tracks.mka');
    expect(speechSeconds(found)).toBeGreaterThan(4);
  });

  it.each(recordings('nospeech'))('finds next to no speech in $file', async ({ file }) => {
    // A whale can sound like somebody for half a second, to which a second before and after it is added.
    expect(speechSeconds(await segment(file))).toBeLessThan(3);
  });

  it.each(recordings('hostile').filter(({ file }) => !file.endsWith('.json')))(
    'survives $file',
    async ({ file }) => {
      expect(await endOf(file)).toMatch(HOSTILE[file.slice('hostile/'.length)] ?? NOT_AUDIO);
    },
  );
});
