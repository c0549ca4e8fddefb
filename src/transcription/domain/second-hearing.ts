import { SAMPLE_RATE, type SpeechSegment } from './segment.js';

/** Less speech than this (with the margin around it) may be none: a cough, a whale. */
const MIN_SPEECH_SECONDS = 1.5;

/** Less padding than this changes nothing when it is taken away. */
const MIN_PADDING_SECONDS = 0.5;

/** Silence that is put around a segment. */
const SILENCE_SECONDS = 1;

/**
 * The forms in which a segment may be heard after all, the likeliest first, when an engine heard nothing in it although
 * somebody speaks: Moonshine sometimes ends before the first word. Of the five such segments of the shared telephone and
 * meeting recordings it hears three without the padding around the speech, and the others with silence around them.
 */
export function* otherHearings(
  segment: SpeechSegment,
  maxSegmentSeconds: number,
): Generator<SpeechSegment, void, void> {
  const seconds = segment.endSeconds - segment.startSeconds;
  const speechSeconds = segment.speechEndSeconds - segment.speechStartSeconds;
  if (speechSeconds < MIN_SPEECH_SECONDS) return;
  if (seconds - speechSeconds >= MIN_PADDING_SECONDS) yield bare(segment);
  if (seconds + 2 * SILENCE_SECONDS <= maxSegmentSeconds) yield inSilence(segment);
}

function bare(segment: SpeechSegment): SpeechSegment {
  const from = Math.round((segment.speechStartSeconds - segment.startSeconds) * SAMPLE_RATE);
  const to = Math.round((segment.speechEndSeconds - segment.startSeconds) * SAMPLE_RATE);
  return {
    ...segment,
    startSeconds: segment.speechStartSeconds,
    endSeconds: segment.speechEndSeconds,
    samples: segment.samples.slice(from, to),
  };
}

/** It may begin before the recording does: its times stay those of the recording. */
function inSilence(segment: SpeechSegment): SpeechSegment {
  const silence = SILENCE_SECONDS * SAMPLE_RATE;
  const samples = new Float32Array(segment.samples.length + 2 * silence);
  samples.set(segment.samples, silence);
  return {
    ...segment,
    startSeconds: segment.startSeconds - SILENCE_SECONDS,
    endSeconds: segment.endSeconds + SILENCE_SECONDS,
    samples,
  };
}
