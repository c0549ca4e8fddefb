/** Text that PostgreSQL and every JSON reader take: no NUL, no half of a surrogate pair. */
export function wellFormedText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** What stands between words, and between sentences: nothing in a script that is written without spaces. */
export function wordSeparator(language: string): '' | ' ' {
  return WRITTEN_WITHOUT_SPACES.has(language) ? '' : ' ';
}

const WRITTEN_WITHOUT_SPACES: ReadonlySet<string> = new Set([
  'ja',
  'zh',
  'yue',
  'th',
  'lo',
  'km',
  'my',
  'bo',
]);

/** Whether all text in a JSON value, keys and values, is well-formed. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value === wellFormedText(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, inner]) => isWellFormed(key) && isWellFormed(inner));
}
