import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { VAD_WINDOW } from './silero-vad.js';

/**
 * Speech probability above which speech starts; it goes on while it is 0.15 less. Lower ones find no more words (7.1 to
 * 7.7 % word errors at 0.3 and 0.4, 7.3 % at 0.5), but take whales for people.
 */
const THRESHOLD = 0.5;
const HYSTERESIS = 0.15;

/** Speech starts late in the window that hears it first, and trails off in the one after the first that does not. */
const START_BEFORE = 0.25 * VAD_WINDOW;
const END_AFTER = 0.75 * VAD_WINDOW;

/** Speech that is shorter is a click, silence that is shorter is part of a word; the packer decides about pauses. */
const MIN_SAMPLES = 0.1 * SAMPLE_RATE;

/** `position` in samples: where it was, up to 0.2 s before it was sure. */
export type SpeechEdge = { readonly type: 'start' | 'end'; readonly position: number } | null;

/** Where speech starts and ends, from the probabilities of one window after the other. */
export class SpeechEdges {
  private position = 0;
  private speaking = false;
  /** The end of the first of the windows that may be a start (or, while there is speech, an end) of speech. */
  private since: number | null = null;

  get isSpeaking(): boolean {
    return this.speaking;
  }

  reset(): void {
    this.position = 0;
    this.speaking = false;
    this.since = null;
  }

  /** The next window. An edge is known once it has lasted for 0.1 s. */
  accept(probability: number): SpeechEdge {
    this.position += VAD_WINDOW;
    if (this.isAgainst(probability)) this.since = null;
    if (!this.isFor(probability)) return null;
    this.since ??= this.position;
    return this.position - this.since < MIN_SAMPLES ? null : this.turn(this.since);
  }

  private turn(since: number): SpeechEdge {
    this.speaking = !this.speaking;
    this.since = null;
    return this.speaking
      ? { type: 'start', position: since - START_BEFORE }
      : { type: 'end', position: since + END_AFTER };
  }

  /** Silence while there is speech, speech while there is silence. In between there is neither. */
  private isFor(probability: number): boolean {
    return this.speaking ? probability <= THRESHOLD - HYSTERESIS : probability > THRESHOLD;
  }

  private isAgainst(probability: number): boolean {
    return this.speaking ? probability > THRESHOLD : probability < THRESHOLD;
  }
}
