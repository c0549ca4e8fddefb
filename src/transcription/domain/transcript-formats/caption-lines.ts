/** How much one caption shows. All values are at least 1. */
export interface CaptionSize {
  /** In characters. */
  readonly maxLineWidth: number;
  readonly maxLineCount: number;
  /** Characters of the first line that are taken: by the name of the speaker. */
  readonly indent: number;
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
    else if (isWordLike || last === undefined) pieces.push(...cutEvery(maxLineWidth, segment));
    else pieces.push(...withLastCharacter(pieces, segment));
  }
  return pieces;
}

/** Punctuation that fits on no line with what it closes takes the last character along: it starts no line. */
function withLastCharacter(pieces: string[], punctuation: string): string[] {
  const last = charactersOf(pieces.pop() ?? '');
  const taken = last.length > 1 ? (last.pop() ?? '') : '';
  return [last.join(''), taken + punctuation];
}

function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

function cutEvery(maxLineWidth: number, text: string): string[] {
  if (widthOf(text) <= maxLineWidth) return [text];
  const characters = charactersOf(text);
  const lines: string[] = [];
  for (let at = 0; at < characters.length; at += maxLineWidth) {
    lines.push(characters.slice(at, at + maxLineWidth).join(''));
  }
  return lines;
}

/** What an uneven line costs beside a break in a bad place: a line of half the average as much as one word to the next. */
const UNEVEN_COST = 10;
/** The upper line rather the shorter one: it hides less of the picture. */
const TOP_HEAVY_COST = 0.2;

/** A way to set the pieces before some place in lines: where the last line starts, and the way before it. */
interface LineBreaks {
  readonly cost: number;
  readonly from: number;
  /** Of the last line. */
  readonly width: number;
  readonly above: LineBreaks | null;
}

/**
 * As few lines as the width allows, of about one length, broken where a phrase ends. `breakCosts`: of a break after each
 * of the pieces.
 */
export function balancedLines(
  pieces: readonly string[],
  breakCosts: readonly number[],
  { maxLineWidth, indent }: Omit<CaptionSize, 'maxLineCount'>,
): string[] {
  const filler = new LineFiller({ maxLineWidth, indent });
  for (const piece of pieces) filler.add(piece);
  const mean = (widthOf(pieces.join('')) + indent) / filler.lines;
  let best: (LineBreaks | undefined)[] = [{ cost: 0, from: 0, width: 0, above: null }];
  for (let line = 1; line <= filler.lines; line++) {
    const next: (LineBreaks | undefined)[] = [];
    for (const [from, above] of best.entries()) {
      if (!above) continue;
      for (let to = from + 1, end = line === 1 ? indent : 0; to <= pieces.length; to++) {
        const piece = pieces[to - 1] ?? '';
        const width = end + widthOf(piece);
        if (width > maxLineWidth) break;
        end += charactersIn(piece);
        const broken = to < pieces.length ? (breakCosts[to - 1] ?? 0) : 0;
        const uneven =
          UNEVEN_COST * ((width - mean) / mean) ** 2 + (above.width > width ? TOP_HEAVY_COST : 0);
        const cost = above.cost + broken + uneven;
        if (cost < (next[to]?.cost ?? Infinity)) next[to] = { cost, from, width, above };
      }
    }
    best = next;
  }
  const found = best[pieces.length];
  return found ? linesOf(pieces, found) : pieces.map((piece) => piece.trimEnd());
}

function linesOf(pieces: readonly string[], breaks: LineBreaks): string[] {
  const lines: string[] = [];
  let to = pieces.length;
  for (let line = breaks; line.above; line = line.above) {
    lines.push(pieces.slice(line.from, to).join('').trimEnd());
    to = line.from;
  }
  return lines.toReversed();
}

/** Sets pieces into lines, each as full as it gets, one after the other. */
export class LineFiller {
  lines = 1;
  /** With the space after the last piece. */
  private width: number;

  constructor(private readonly size: Omit<CaptionSize, 'maxLineCount'>) {
    this.width = size.indent;
  }

  /** How many lines there are with this piece. */
  add(piece: string): number {
    const isAtStart = this.width === (this.lines === 1 ? this.size.indent : 0);
    if (!isAtStart && this.width + widthOf(piece) > this.size.maxLineWidth) {
      this.lines += 1;
      this.width = 0;
    }
    this.width += charactersIn(piece);
    return this.lines;
  }
}

/** Without the space at its end, which no line shows. */
export function widthOf(text: string): number {
  return charactersIn(text.trimEnd());
}

/** Marks that stand over or under a letter take no room. */
function charactersIn(text: string): number {
  return ASCII.test(text) ? text.length : Array.from(text.replace(/\p{M}/gu, '')).length;
}

const ASCII = /^[ -~]*$/;
