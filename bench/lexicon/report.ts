import type { Finding } from '../findings.js';
import { textTable } from '../text-table.js';
import { type Outcome, total } from './score.js';

/** The promises. */
const RIGHT_OF_MISHEARD_MIN = 0.5;
const RIGHT_AT_SIZE = 1000;
const WORDS_PER_MISTAKE_MIN = 2000;
const COST_MAX = 0.02;

/** What lexicons of one size did. */
export interface SizeOutcome {
  /** Terms in the lexicon that are not of the recording. */
  readonly size: number;
  readonly domain: Outcome;
  /** With each list of others. */
  readonly clean: readonly Outcome[];
}

/** Processor time that lexicons take, by that of transcribing without. */
export interface Costs {
  /** In the order of the sizes. */
  readonly bySize: readonly number[];
  /** By how much two measurements of the same differ. */
  readonly chance: number;
}

export function findings(sizes: readonly SizeOutcome[], { bySize, chance }: Costs): Finding[] {
  return sizes.flatMap(({ size, domain, clean }, index) => [
    ...(size === RIGHT_AT_SIZE ? [rightFinding(domain)] : []),
    wrongFinding(size, total(clean)),
    {
      promise: `${size} terms: cost less than ${percent(COST_MAX)} of transcribing`,
      measured: `${percent(bySize[index])}; the same twice differs by ${percent(chance)}`,
      kept: (bySize[index] ?? NaN) < COST_MAX,
    },
  ]);
}

function wrongFinding(size: number, { wrong, words }: Outcome): Finding {
  return {
    promise: `${size} terms: fewer than one wrong correction in ${WORDS_PER_MISTAKE_MIN} words`,
    measured: `${wrong.length} in ${words}`,
    kept: wrong.length * WORDS_PER_MISTAKE_MIN < words,
  };
}

function rightFinding(domain: Outcome): Finding {
  const share = rightShare(domain);
  return {
    promise: `${RIGHT_AT_SIZE} terms: at least ${percent(RIGHT_OF_MISHEARD_MIN)} of what was misheard put right`,
    measured: percent(share),
    kept: share >= RIGHT_OF_MISHEARD_MIN,
  };
}

export function lexiconTables(sizes: readonly SizeOutcome[], { bySize, chance }: Costs): string {
  const wrong = new Set(sizes.flatMap(({ domain, clean }) => [domain, ...clean].flatMap((one) => one.wrong)));
  return [
    textTable([
      ['terms', 'said', 'heard', 'with lexicon', 'put right', 'wrong', 'wrong in clean', 'of words', 'cost'],
      ...sizes.map(({ size, domain, clean }, index) => [
        String(size),
        ...[domain.said, domain.plain, domain.corrected].map(String),
        percent(rightShare(domain)),
        String(domain.wrong.length),
        clean.map((one) => one.wrong.length).join(' + '),
        String(total(clean).words),
        percent(bySize[index]),
      ]),
    ]),
    `cost: the same without a lexicon twice differs by ${percent(chance)}`,
    ...(wrong.size > 0 ? [['put where it was not said:', ...wrong].join('\n  ')] : []),
  ].join('\n\n');
}

/** Of the misheard terms, the share that comes out right. */
function rightShare({ said, plain, corrected }: Outcome): number {
  return said === plain ? 1 : (corrected - plain) / (said - plain);
}

function percent(share = NaN): string {
  return `${(100 * share).toFixed(1)} %`;
}
