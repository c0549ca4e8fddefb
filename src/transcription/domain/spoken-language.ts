/** As the language of a job: the model finds out which one is spoken. */
export const AUTO_LANGUAGE = 'auto';

/** As the language of a transcript, after ISO 639: nobody told, and the model did not say. */
export const UNDETERMINED_LANGUAGE = 'und';

/** The languages of a model. */
export interface ModelLanguageSet {
  /** ISO 639-1, or 639-3 where that has no code. Never empty; the first one is the default where one is needed. */
  readonly codes: readonly string[];
  /** The model finds out by itself which of them is spoken. */
  readonly found: boolean;
}

/**
 * The language of a job that asks for `asked`: without a wish the model finds it out, or takes its first one. Null: the
 * model cannot do that.
 */
export function chooseLanguage({ codes, found }: ModelLanguageSet, asked: string | undefined): string | null {
  const [only] = codes;
  if (asked !== undefined && asked !== AUTO_LANGUAGE) return codes.includes(asked) ? asked : null;
  if (only !== undefined && codes.length === 1) return only;
  if (found) return AUTO_LANGUAGE;
  return asked === undefined ? (only ?? null) : null;
}

/** The language that was heard for the longest time. */
export function mainLanguage(
  segments: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly language?: string;
  }[],
): string {
  const seconds = new Map<string, number>();
  for (const { start, end, text, language } of segments) {
    if (language === undefined || text === '') continue;
    seconds.set(language, (seconds.get(language) ?? 0) + end - start);
  }
  const longest = [...seconds].toSorted(([, a], [, b]) => b - a)[0];
  return longest?.[0] ?? UNDETERMINED_LANGUAGE;
}
