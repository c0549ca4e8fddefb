/** What a lexicon may hold. Its size is what the cost of applying it was measured with. */
export const LEXICON_LIMITS = {
  entries: 10_000,
  termLength: 100,
  /** Longer ones are sentences, which nobody mishears as a whole. */
  termWords: 8,
  soundsLike: 20,
  boost: 10,
  descriptionLength: 500,
} as const;
