import type { SegmentationSettings } from '../../transcription/domain/segmentation.js';

/**
 * The settings for an engine that takes segments of up to `maxSeconds`. Measured with moonshine-tiny-en on the 96
 * primary recordings: the first and last sounds of words need padding (8.1 % word errors with 0.2 s, 7.3 % with
 * 0.5 s), and every cut loses context: a target of 10 s gives 6.6 %, one of 14 s gives 6.2 %. Past 20 s the model
 * loses capitals and punctuation.
 */
export function settingsFor(maxSeconds: number): SegmentationSettings {
  return { maxSeconds, targetSeconds: 14, maxPauseSeconds: 1.5, paddingSeconds: 0.5, minSpeechSeconds: 0.2 };
}
