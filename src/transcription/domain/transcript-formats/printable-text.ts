/**
 * Text that is safe in a file of any format: one line, single spaces, no control characters, well-formed Unicode
 * (a lone surrogate becomes U+FFFD, as an encoder would write it).
 */
export function printableText(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/[\s\x85]+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
}
