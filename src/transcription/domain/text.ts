/** Text that PostgreSQL and every JSON reader take: no NUL, no half of a surrogate pair. */
export function wellFormedText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** Whether all text in a JSON value, keys and values, is well-formed. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value === wellFormedText(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, inner]) => isWellFormed(key) && isWellFormed(inner));
}
