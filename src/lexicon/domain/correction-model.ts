import { LEARNED } from './correction-model.data.js';
import type { CorrectionModel } from './evidence.js';

/** What was learned from examples of English, heard by Moonshine: docs/adr/0018. */
export const CORRECTION_MODEL: CorrectionModel = {
  costs: {
    heardAs: Float32Array.from(LEARNED.heardAs.flatMap(numbers), nats),
    dropped: Float32Array.from(numbers(LEARNED.dropped), nats),
    added: Float32Array.from(numbers(LEARNED.added), nats),
  },
  text: LEARNED.text,
  promise: LEARNED.promise,
  ear: LEARNED.ear,
};

function numbers(list: string): number[] {
  return list.split(' ').map(Number);
}

function nats(hundredths: number): number {
  return hundredths / 100;
}
