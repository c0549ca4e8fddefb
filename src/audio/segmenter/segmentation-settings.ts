import type { SegmentationSettings } from '../../transcription/domain/segmentation.js';

/** Channels that are kept apart: each costs as much as a recording of its own. */
export const MAX_SEPARATE_CHANNELS = 8;

/**
 * An engine that takes longer segments cuts them further by itself. It is given as much as it takes, for few requests and
 * much context: with 3 minutes a pause of 10 s is left out, which costs a provider more than a request more.
 */
const SELF_CUT_SECONDS = 30;

/** The longest segment of each of `channels` that are cut side by side: all of them are kept until it is complete. */
export function sharedSeconds(maxSeconds: number, channels: number): number {
  return Math.max(Math.min(maxSeconds, SELF_CUT_SECONDS), maxSeconds / channels);
}

/**
 * The settings for an engine that takes segments of up to `maxSeconds`, measured with moonshine-tiny-en on the 96
 * primary recordings. Every cut loses context (a target of 10 s gives 6.6 % word errors, one of 14 s 6.2 %), and so does
 * every sound at the edge of a word that is cut off. Silence costs next to nothing: the time to decode goes with the
 * words. So a recording that fits into one segment is decoded as a whole, but for long silence around it.
 */
export function settingsFor(maxSeconds: number): SegmentationSettings {
  const common = { maxSeconds, paddingSeconds: 1, minSpeechSeconds: 0.2 };
  return maxSeconds <= SELF_CUT_SECONDS
    ? { ...common, targetSeconds: 16, maxPauseSeconds: 2 }
    : { ...common, targetSeconds: maxSeconds, maxPauseSeconds: maxSeconds / 18 };
}
