import type { Phones } from '../../src/lexicon/domain/phones.js';
import { PHONE_COUNT, type SoundCosts } from '../../src/lexicon/domain/sound-costs.js';
import { priorAdded, priorDropped, priorHeardAs } from './sound-prior.js';

/** How many observations the prior counts for. */
const PRIOR_WEIGHT = 30;
const ROUNDS = 4;
/** Costs below would make another sound as good as the same one. */
const HEARD_AS_MIN = 0.15;
const GAP_MIN = 0.3;
const NONE = PHONE_COUNT;
const WIDTH = PHONE_COUNT + 1;

export interface HeardForm {
  readonly said: Phones;
  readonly heard: Phones;
}

export function priorCosts(): SoundCosts {
  const phones = Array.from({ length: PHONE_COUNT }, (_, phone) => phone);
  return {
    heardAs: Float32Array.from(phones.flatMap((said) => phones.map((heard) => priorHeardAs(said, heard)))),
    dropped: Float32Array.from(phones, priorDropped),
    added: Float32Array.from(phones, priorAdded),
  };
}

/** Counts what became of each phone along the likeliest alignment, and aligns again by the costs that follow. */
export function learnCosts(pairs: readonly HeardForm[]): SoundCosts {
  let costs = priorCosts();
  for (let round = 0; round < ROUNDS; round += 1) {
    const counts = new Float64Array(WIDTH * WIDTH);
    for (const pair of pairs) countAligned(pair, costs, counts);
    costs = costsOf(counts);
  }
  return costs;
}

function costsOf(counts: Float64Array): SoundCosts {
  const heardAs = new Float32Array(PHONE_COUNT * PHONE_COUNT);
  const dropped = new Float32Array(PHONE_COUNT);
  const added = new Float32Array(PHONE_COUNT);
  for (let said = 0; said < PHONE_COUNT; said += 1) {
    const seen = (heard: number, prior: number) =>
      counts[said * WIDTH + heard]! + PRIOR_WEIGHT * Math.exp(-prior);
    const same = seen(said, 0);
    for (let heard = 0; heard < PHONE_COUNT; heard += 1) {
      const cost = Math.log(same / seen(heard, priorHeardAs(said, heard)));
      heardAs[said * PHONE_COUNT + heard] = heard === said ? 0 : Math.max(HEARD_AS_MIN, cost);
    }
    dropped[said] = Math.max(GAP_MIN, Math.log(same / seen(NONE, priorDropped(said))));
    let heardAtAll = PRIOR_WEIGHT;
    for (let other = 0; other < PHONE_COUNT; other += 1) heardAtAll += counts[other * WIDTH + said]!;
    const insertions = counts[NONE * WIDTH + said]! + PRIOR_WEIGHT * Math.exp(-priorAdded(said));
    added[said] = Math.max(GAP_MIN, Math.log(heardAtAll / insertions));
  }
  return { heardAs: drawnTogether(heardAs), dropped, added };
}

/** Who takes one phone for another one takes that one for this one too: half of each cost is that of both. */
function drawnTogether(heardAs: Float32Array): Float32Array {
  return heardAs.map((cost, at) => {
    const [said, heard] = [Math.floor(at / PHONE_COUNT), at % PHONE_COUNT];
    return 0.75 * cost + 0.25 * heardAs[heard * PHONE_COUNT + said]!;
  });
}

function countAligned({ said, heard }: HeardForm, costs: SoundCosts, counts: Float64Array): void {
  const row = heard.length + 1;
  const best = new Float64Array((said.length + 1) * row).fill(Infinity);
  const from = new Int8Array(best.length);
  best[0] = 0;
  const offer = (cell: number, cost: number, step: number) => {
    if (cost >= best[cell]!) return;
    best[cell] = cost;
    from[cell] = step;
  };
  for (let i = 0; i <= said.length; i += 1) {
    for (let j = 0; j < row; j += 1) {
      const cell = i * row + j;
      if (i > 0 && j > 0) {
        offer(cell, best[cell - row - 1]! + costs.heardAs[said[i - 1]! * PHONE_COUNT + heard[j - 1]!]!, 0);
      }
      if (i > 0) offer(cell, best[cell - row]! + costs.dropped[said[i - 1]!]!, 1);
      if (j > 0) offer(cell, best[cell - 1]! + costs.added[heard[j - 1]!]!, 2);
    }
  }
  let [i, j] = [said.length, heard.length];
  while (i > 0 || j > 0) {
    const step = from[i * row + j];
    const one = step === 2 ? NONE : said[--i]!;
    const other = step === 1 ? NONE : heard[--j]!;
    counts[one * WIDTH + other]! += 1;
  }
}
