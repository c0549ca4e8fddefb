import type { Accuracy } from './accuracy.js';
import { noise, type Counted } from './counted.js';

export interface Change {
  readonly name: string;
  readonly committed: Counted;
  readonly now: Counted;
  /** Errors at most. */
  readonly allowed: number;
  /** `incomparable`: of another model, among other words, or not committed at all. */
  readonly verdict: 'kept' | 'worse' | 'incomparable';
}

/** Every figure of now beside the committed one. */
export function changesSince(committed: Accuracy, now: Accuracy): Change[] {
  const figures = new Map(figuresOf(committed).map((figure) => [figure.name, figure]));
  return figuresOf(now).map((figure) => {
    const before = figures.get(figure.name) ?? { errors: NaN, of: NaN };
    const scale = before.of === figure.of ? 1 : figure.of / before.of;
    const allowed = before.errors * scale + figure.noise;
    const isComparable = committed.model === now.model && (scale === 1 || figure.amongWhatWasHeard);
    const verdict = figure.errors <= allowed ? 'kept' : 'worse';
    return {
      name: figure.name,
      committed: before,
      now: figure,
      allowed,
      verdict: isComparable ? verdict : 'incomparable',
    };
  });
}

/** One number that is watched: the fewer errors the better. */
interface Figure extends Counted {
  readonly name: string;
  /** Errors more than this are not chance. */
  readonly noise: number;
  /** Not among the words of the references, which are the same in every run. */
  readonly amongWhatWasHeard: boolean;
}

function figuresOf({ scores, letters, marks, invented, borders }: Accuracy): Figure[] {
  const { recordings } = invented;
  const words = scores.map((score) => ({ name: `word errors, ${score.name}`, ...score.words }));
  const form = [
    { name: 'letters with the wrong case', ...letters },
    { name: 'wrong punctuation marks', ...marks },
    { name: 'words dropped at borders', errors: borders.dropped, of: borders.borders },
  ];
  const never = [
    { name: 'invented words', errors: invented.words, of: recordings },
    { name: 'seconds of invented words', errors: invented.seconds, of: recordings },
    { name: 'words doubled at borders', errors: borders.doubled, of: borders.borders },
  ];
  return [
    ...words.map((figure) => ({ ...figure, noise: noise(figure.of), amongWhatWasHeard: false })),
    ...form.map((figure) => ({ ...figure, noise: noise(figure.of), amongWhatWasHeard: true })),
    ...never.map((figure) => ({ ...figure, noise: 0, amongWhatWasHeard: true })),
  ];
}
