import type { Accuracy, Comparison, Score } from './accuracy.js';
import type { Finding } from '../findings.js';
import { noise, percent } from './counted.js';

/** Over all primary recordings, and over the short ones among them. */
const MAX_WER_LOSS_POINTS = 0.3;

/** What holds in every run, whatever is committed. */
export function gates({ scores, invented, borders }: Accuracy): Finding[] {
  return [
    ...scores.filter(({ name }) => name === 'primary').flatMap(primaryGates),
    ...scores.flatMap(groupGates),
    ...scores.filter(({ name }) => name === 'long').flatMap(({ longer }) => longGates(longer)),
    {
      promise: 'no word where nobody speaks',
      measured: `${invented.words}`,
      kept: invented.words === 0,
    },
    {
      promise: 'no word doubled at a border between segments',
      measured: `${borders.doubled}`,
      kept: borders.doubled === 0,
    },
  ];
}

function primaryGates({ utterances, longer }: Score): Finding[] {
  const loss = (name: string, { words, serviceErrors, wholeErrors }: Comparison): Finding => {
    const points = percent({ errors: serviceErrors - wholeErrors, of: words });
    return {
      promise: `${name}: at most ${MAX_WER_LOSS_POINTS} points worse than whole recordings`,
      measured: `${points.toFixed(2)} points`,
      kept: points <= MAX_WER_LOSS_POINTS,
    };
  };
  const both = {
    recordings: utterances.recordings + longer.recordings,
    words: utterances.words + longer.words,
    serviceErrors: utterances.serviceErrors + longer.serviceErrors,
    wholeErrors: utterances.wholeErrors + longer.wholeErrors,
  };
  return [loss('primary up to 20 s', utterances), loss('primary', both)];
}

/** By chance a group may be worse, or better; see {@link noise}. */
function groupGates({ name, utterances, longer }: Score): Finding[] {
  return [
    { lengths: 'up to 20 s', compared: utterances },
    { lengths: 'over 20 s', compared: longer },
  ]
    .filter(({ compared }) => compared.words > 0)
    .map(({ lengths, compared: { words, serviceErrors, wholeErrors } }) => ({
      promise: `${name}, ${lengths}: no worse than whole recordings, but for chance`,
      measured: `${serviceErrors} errors, whole ${wholeErrors}, chance ${noise(words).toFixed(0)}`,
      kept: serviceErrors <= wholeErrors + noise(words),
    }));
}

function longGates({ words, serviceErrors, wholeErrors }: Comparison): Finding[] {
  const rate = (errors: number) => `${percent({ errors, of: words }).toFixed(2)} %`;
  const finding = {
    promise: 'long: better than whole recordings',
    measured: `${rate(serviceErrors)}, whole ${rate(wholeErrors)}`,
    kept: serviceErrors < wholeErrors,
  };
  return words === 0 ? [] : [finding];
}
