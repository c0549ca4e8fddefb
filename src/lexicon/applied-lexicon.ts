import { setImmediate as others } from 'node:timers/promises';
import type { Alternative } from './domain/alternative.js';
import { LexiconCompiler } from './domain/compiled-lexicon.js';
import { Corrector, type Draft, type Revision, revisionsOf } from './domain/corrector.js';
import { CORRECTION_MODEL } from './domain/correction-model.js';
import type { Correction, LexiconEntry } from './domain/lexicon.js';
import { languageOf } from './languages.js';

/** Entries that are compiled, and texts that are corrected, before others get their turn: a few milliseconds. */
const ENTRIES_AT_ONCE = 200;
const TEXTS_AT_ONCE = 4;

/** Texts as they were given in, and what was changed in them. */
export interface CorrectedTexts {
  readonly revisions: readonly Revision[];
  readonly corrections: readonly Correction[];
}

export interface HeardText {
  readonly text: string;
  /** From an engine that listened for the terms of the lexicon. */
  readonly alternatives?: readonly Alternative[];
}

/** A version of a lexicon, ready for one language. The same texts give the same result, on any worker. */
export interface AppliedLexicon {
  /** The texts of one recording, in order. */
  correct(texts: readonly HeardText[]): Promise<CorrectedTexts>;
}

/** Compiles a lexicon, while others run in between. */
export async function applyLexicon(
  entries: readonly LexiconEntry[],
  language: string,
): Promise<AppliedLexicon> {
  const spoken = await languageOf(language);
  const compiler = new LexiconCompiler(spoken, CORRECTION_MODEL.costs);
  for (const [index, entry] of entries.entries()) {
    if (index % ENTRIES_AT_ONCE === 0) await others();
    compiler.add(entry);
  }
  const corrector = new Corrector(compiler.finish(), spoken, CORRECTION_MODEL);
  return { correct: (texts) => correctAll(corrector, texts) };
}

async function correctAll(corrector: Corrector, texts: readonly HeardText[]): Promise<CorrectedTexts> {
  const drafts: Draft[] = [];
  for (const [index, { text, alternatives }] of texts.entries()) {
    if (index % TEXTS_AT_ONCE === 0) await others();
    drafts.push(corrector.draft(text, alternatives));
  }
  const revisions = revisionsOf(drafts);
  const corrections = revisions.flatMap(({ changes }, segment) =>
    changes.map(({ from, to, score }) => ({ from, to, segment, score })),
  );
  return { revisions, corrections };
}
