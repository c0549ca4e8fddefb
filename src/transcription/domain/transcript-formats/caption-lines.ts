/** How much one caption shows. All values are at least 1. */
export interface CaptionSize {
  /** In characters. */
  readonly maxLineWidth: number;
  readonly maxLineCount: number;
}

/**
 * The pieces between which a line may break, each with the space that follows it: joined, they are the text again.
 * Words that are too long for a line, and scripts that write no spaces, break between the words of the script
 * (Unicode UAX #29), at worst between characters.
 */
export function breakablePieces(text: string, language: string, maxLineWidth: number): string[] {
  return text
    .split(/(?<=\s)/u)
    .flatMap((word) => (widthOf(word) <= maxLineWidth ? [word] : breakWord(word, language, maxLineWidth)));
}

function breakWord(word: string, language: string, maxLineWidth: number): string[] {
  const pieces: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(word)) {
    const last = pieces.at(-1);
    const closesLast = !isWordLike && last !== undefined && widthOf(last + segment) <= maxLineWidth;
    if (closesLast) pieces[pieces.length - 1] = last + segment;
    else pieces.push(...cutEvery(maxLineWidth, segment));
  }
  return pieces;
}

function cutEvery(maxLineWidth: number, text: string): string[] {
  if (widthOf(text) <= maxLineWidth) return [text];
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const lines: string[] = [];
  for (let at = 0; at < characters.length; at += maxLineWidth) {
    lines.push(characters.slice(at, at + maxLineWidth).join(''));
  }
  return lines;
}

/** As few lines as the width allows, of about one length: an orphaned last word is hard to read. */
export function balancedLines(pieces: readonly string[], maxLineWidth: number): string[] {
  let lines = fillLines(pieces, maxLineWidth);
  for (let width = maxLineWidth - 1; width > 0; width--) {
    const narrower = fillLines(pieces, width);
    if (narrower.length > lines.length || narrower.some((line) => widthOf(line) > width)) break;
    lines = narrower;
  }
  return lines;
}

export function fitsCaption(pieces: readonly string[], size: CaptionSize): boolean {
  return fillLines(pieces, size.maxLineWidth).length <= size.maxLineCount;
}

function fillLines(pieces: readonly string[], maxLineWidth: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last + piece) <= maxLineWidth) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
}

/** Without the space at its end, which no line shows. */
export function widthOf(text: string): number {
  return Array.from(text.trimEnd()).length;
}
