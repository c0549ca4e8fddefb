import { PHONES } from './phones.js';

/**
 * What it costs to hear one phone as another, in nats: how much less likely that is than to hear it as it is. Rows and
 * columns in the order of {@link PHONES}.
 */
export interface SoundCosts {
  /** `said * PHONES.length + heard`; 0 where they are the same. */
  readonly heardAs: Float32Array;
  /** A phone of the term that was not heard. */
  readonly dropped: Float32Array;
  /** A phone that was heard in the term and is not in it. */
  readonly added: Float32Array;
}

export const PHONE_COUNT = PHONES.length;
