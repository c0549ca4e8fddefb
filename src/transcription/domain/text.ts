/** Text that PostgreSQL and every JSON reader take: no NUL, no half of a surrogate pair. */
export function wellFormedText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
