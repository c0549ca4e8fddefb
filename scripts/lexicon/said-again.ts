/**
 * What it brings, and what it breaks, that a term which is said elsewhere in a recording needs less evidence:
 * `npm run said-again:lexicon`, half a minute. Nothing is learned from it.
 */
import { compileTerms } from '../../src/lexicon/domain/compiled-lexicon.js';
import { CORRECTION_MODEL } from '../../src/lexicon/domain/correction-model.js';
import { Corrector, type Draft, type Revision, revisionsOf } from '../../src/lexicon/domain/corrector.js';
import { neutral } from '../../src/lexicon/domain/lexicon.js';
import { English } from '../../src/lexicon/english/english.js';
import { type ListenedExample, readListened, strangers } from './examples.js';
import { standardWords, stands } from './labels.js';

const STRANGERS = 1000;
const STRANGERS_SEED = 33;
/** Terms that share a lexicon, and ordinary sentences that are one recording. */
const TERMS_AT_ONCE = 40;
const SENTENCES_AT_ONCE = 20;

const english = new English();
const others = strangers(STRANGERS, english, STRANGERS_SEED);
const examples = readListened();
reportRepeatedTerms(examples.filter(({ terms }) => terms.length > 0));
reportOrdinarySpeech(examples.filter(({ terms }) => terms.length === 0));

/** All sentences with the same term are a recording. */
function reportRepeatedTerms(withTerms: readonly ListenedExample[]): void {
  const terms = [...new Set(withTerms.flatMap((example) => example.terms))];
  const recordings = terms
    .map((term) => ({ term, sentences: withTerms.filter((example) => example.terms.includes(term)) }))
    .filter(({ sentences }) => sentences.length > 1);
  const sum = { said: 0, heard: 0, alone: 0, together: 0, wrongAlone: 0, wrongTogether: 0 };
  for (let at = 0; at < recordings.length; at += TERMS_AT_ONCE) {
    const some = recordings.slice(at, at + TERMS_AT_ONCE);
    const corrector = correctorFor(some.flatMap(({ sentences }) => sentences));
    for (const { term, sentences } of some) {
      const drafts = sentences.map(({ heard, alternatives }) => corrector.draft(heard, alternatives));
      const alone = drafts.flatMap((draft) => revisionsOf([draft]));
      const together = revisionsOf(drafts);
      sum.said += sentences.length;
      sum.heard += sentences.filter(({ heard }) => stands(term, heard)).length;
      sum.alone += alone.filter(({ text }) => stands(term, text)).length;
      sum.together += together.filter(({ text }) => stands(term, text)).length;
      sum.wrongAlone += wrongIn(alone, sentences);
      sum.wrongTogether += wrongIn(together, sentences);
    }
  }
  console.log(`${recordings.length} terms that are said again, among ${STRANGERS} others:`, sum);
}

/** As if each term that is in doubt anywhere in a recording were said in it: then all of these changes are wrong. */
function reportOrdinarySpeech(ordinary: readonly ListenedExample[]): void {
  const sum = { words: 0, said: 0, wrong: 0 };
  for (let at = 0; at < ordinary.length; at += SENTENCES_AT_ONCE) {
    const sentences = ordinary.slice(at, at + SENTENCES_AT_ONCE);
    const corrector = correctorFor(sentences);
    const drafts = sentences.map(({ heard, alternatives }) => corrector.draft(heard, alternatives));
    const inDoubt = drafts.flatMap(({ doubtful }) => doubtful.map(({ term }) => term.entry.term));
    const planted: Draft = { text: '', changes: [], doubtful: [], said: new Set(inDoubt) };
    sum.words += sentences.reduce((words, { heard }) => words + standardWords(heard).length, 0);
    sum.said += planted.said.size;
    sum.wrong += changesOf(revisionsOf([...drafts, planted])) - changesOf(revisionsOf(drafts));
  }
  console.log(`ordinary speech, were each term said that is in doubt there, of ${STRANGERS}:`, sum);
}

function correctorFor(sentences: readonly ListenedExample[]): Corrector {
  const own = sentences.flatMap(({ terms, alternatives }) => [
    ...terms,
    ...alternatives.map(({ term }) => term),
  ]);
  const terms = [...new Set([...own, ...others])].map(neutral);
  return new Corrector(compileTerms(terms, english, CORRECTION_MODEL.costs), english, CORRECTION_MODEL);
}

function wrongIn(revisions: readonly Revision[], sentences: readonly ListenedExample[]): number {
  return revisions.reduce(
    (sum, { changes }, index) =>
      sum + changes.filter(({ to }) => !stands(to, sentences[index]?.said ?? '')).length,
    0,
  );
}

function changesOf(revisions: readonly Revision[]): number {
  return revisions.reduce((sum, { changes }) => sum + changes.length, 0);
}
