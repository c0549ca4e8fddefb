import { expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { DcBlocker } from './dc-blocker.js';

it('takes out an offset and leaves a voice as it is, over chunks of any size', () => {
  const voice = Float32Array.from(
    { length: SAMPLE_RATE },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * 150 * i) / SAMPLE_RATE),
  );
  const blocker = new DcBlocker();
  const shifted = voice.map((sample) => sample + 0.4);
  blocker.process(shifted.subarray(0, 1_000));
  blocker.process(shifted.subarray(1_000));
  const late = shifted.subarray(SAMPLE_RATE / 2);
  expect(late.reduce((sum, sample) => sum + sample, 0) / late.length).toBeCloseTo(0, 3);
  expect(late.every((sample, i) => Math.abs(sample - (voice[SAMPLE_RATE / 2 + i] ?? 0)) < 0.02)).toBe(true);
});

it('stays in range', () => {
  const step = new Float32Array(100).fill(-1, 0, 50).fill(1, 50);
  expect(new DcBlocker().process(step).every((sample) => Math.abs(sample) <= 1)).toBe(true);
});
