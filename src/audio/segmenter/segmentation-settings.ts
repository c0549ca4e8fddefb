import type { SegmentationSettings } from '../../transcription/domain/segmentation.js';

/**
 * The settings for an engine that takes segments of up to `maxSeconds`. Measured with moonshine-tiny-en on the 96
 * primary recordings: the first and last sounds of words need padding (8.1 % word errors with 0.2 s, 7.3 % with
 * 0.5 s), and a target of 8 s instead of 10 s costs half a point on read speech, for every cut loses context.
 */
export function settingsFor(maxSeconds: number): SegmentationSettings {
  return { maxSeconds, targetSeconds: 10, maxPauseSeconds: 1.5, paddingSeconds: 0.5, minSpeechSeconds: 0.2 };
}
