const SENTENCE_END = /[.!?…。！？][\p{Pe}\p{Pf}"']*\s*$/u;
const CLAUSE_END = /[,;:–—、，；：][\p{Pe}\p{Pf}"']*\s*$/u;

/** Its full stop ends no sentence: a title, an initial. */
const ABBREVIATION = /(?:^|\s)[\p{Ps}\p{Pi}"']*(?:\p{Lu}|[DMS]r|Mrs|Ms|St|Prof|Gen|Rev|vs)\.\s*$/u;

export function endsSentence(text: string): boolean {
  return SENTENCE_END.test(text) && !ABBREVIATION.test(text);
}

/** After a comma or the like. */
export function endsClause(text: string): boolean {
  return CLAUSE_END.test(text);
}

/** What a break costs inside of a phrase; with a word that belongs to the next one; before a word that opens a phrase. */
const IN_PHRASE = 3;
const AFTER_LEADING_WORD = 5;
const BEFORE_OPENING_WORD = 2;
const AFTER_CLAUSE = 1;

/**
 * How much a reader is disturbed by a break after `before` and before `after`: 0 at the end of a sentence, 5 at worst. As
 * broadcasters have it (Netflix English Timed Text Style Guide, line treatment): after punctuation, else before
 * conjunctions and prepositions, never between an article and its noun. Words are known of English alone.
 */
export function breakCost(before: string, after: string, language: string): number {
  if (endsSentence(before)) return 0;
  if (endsClause(before)) return AFTER_CLAUSE;
  if (language !== 'en') return IN_PHRASE;
  if (LEADING_WORDS.has(wordIn(before))) return AFTER_LEADING_WORD;
  return OPENING_WORDS.has(wordIn(after)) ? BEFORE_OPENING_WORD : IN_PHRASE;
}

function wordIn(piece: string): string {
  return piece.replace(/[^\p{L}']/gu, '').toLowerCase();
}

const PREPOSITIONS =
  'about after at before between by for from in into of on over than through to under with without';
const CONJUNCTIONS = 'and as because but if nor or since so though unless until when where which while who';

/** A phrase starts with them. */
const OPENING_WORDS: ReadonlySet<string> = new Set(`${PREPOSITIONS} ${CONJUNCTIONS}`.split(' '));

/** They belong to the word that follows them. */
const LEADING_WORDS: ReadonlySet<string> = new Set(
  `${PREPOSITIONS} ${CONJUNCTIONS} a an the my your his her its our their that this these those no very not
  i we they he she is are was were be been am do does did have has had will would shall should can could may might
  must mr mrs ms dr`.split(/\s+/),
);
