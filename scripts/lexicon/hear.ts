/**
 * Speaks the sentences of the examples and writes down what the default model hears: `npm run hear:lexicon`, when another
 * model is the default one; `npm run learn:lexicon` comes after it. It wants `flite` 2.2 and `espeak-ng` 1.51 on the `PATH`,
 * and takes ten minutes. What is hardly understood at all teaches nothing: such sentences are left out.
 */
import { defaultModel } from './default-model.js';
import { type Example, readExamples, writeExamples } from './examples.js';
import { isUnderstood } from './labels.js';
import { speak } from './speech.js';

/** Members of a batch are of one length, nearly: sentences are sorted by it. */
const BATCH = 8;

const examples = readExamples();
const recogniser = await defaultModel();
const heard = new Map<Example, string>();
const byLength = examples.toSorted((a, b) => a.said.length - b.said.length);
for (let at = 0; at < byLength.length; at += BATCH) {
  const batch = byLength.slice(at, at + BATCH);
  const spoken = await Promise.all(
    batch.map(async (example) => ({
      samples: await speak(example),
    })),
  );
  const recognised = await recogniser.decode(spoken);
  batch.forEach((example, index) => heard.set(example, recognised[index]?.text ?? ''));
  if (at % 200 < BATCH) console.log(`${at} of ${examples.length}`);
}
writeExamples(
  examples.map((example) => ({ ...example, heard: heard.get(example) ?? '' })).filter(isUnderstood),
);
