import type { Word } from '../../transcription/domain/segment.js';
import type { OfflineResult } from './sherpa-onnx.js';

/** A piece of text that the model wrote at one moment. */
interface Piece {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Where a model does not say how long a token lasts, and the next one is far: about the length of a syllable. */
const MAX_TOKEN_SECONDS = 0.3;

const BYTE_TOKEN = /^<0x([0-9A-F]{2})>$/;
const SPOKEN = /[\p{L}\p{N}]/u;
/** Scripts without spaces between words: each character with a time of its own counts as a word. */
const WRITTEN_WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * The words of a text with the times at which the model wrote their tokens, from the start of the segment; punctuation
 * stays with the word before it. Null when the model gives no times, or tokens that do not make up its text.
 */
export function wordsOf(result: OfflineResult, audioSeconds: number): readonly Word[] | null {
  const { tokens, timestamps, text } = result;
  if (tokens.length === 0 || timestamps.length !== tokens.length) return null;
  const words = groups(pieces(result, audioSeconds)).map(wordOf);
  const spoken = words.filter((word) => word.text !== '');
  return withoutSpaces(spoken.map((word) => word.text).join('')) === withoutSpaces(text) ? spoken : null;
}

function pieces({ tokens, timestamps, durations }: OfflineResult, audioSeconds: number): Piece[] {
  const found: Piece[] = [];
  let bytes: number[] = [];
  tokens.forEach((token, index) => {
    const startSeconds = Math.min(timestamps[index] ?? 0, audioSeconds);
    const nextSeconds = timestamps[index + 1] ?? audioSeconds;
    const lastsSeconds = durations[index] || MAX_TOKEN_SECONDS;
    const endSeconds = Math.max(
      startSeconds,
      Math.min(startSeconds + lastsSeconds, nextSeconds, audioSeconds),
    );
    const byte = BYTE_TOKEN.exec(token)?.[1];
    const open = bytes.length > 0 ? found.at(-1) : undefined;
    if (byte === undefined) {
      bytes = [];
      found.push({ text: token, startSeconds, endSeconds });
      return;
    }
    bytes.push(Number.parseInt(byte, 16));
    const piece = { text: Buffer.from(bytes).toString('utf8'), startSeconds, endSeconds };
    if (open) found[found.length - 1] = { ...piece, startSeconds: open.startSeconds };
    else found.push(piece);
    if (!piece.text.includes('\uFFFD')) bytes = [];
  });
  return found;
}

/** The pieces of each word. */
function groups(all: readonly Piece[]): Piece[][] {
  const words: Piece[][] = [];
  for (const piece of all) {
    const word = words.at(-1);
    if (word && !startsWord(piece, word)) word.push(piece);
    else words.push([piece]);
  }
  return words;
}

function startsWord({ text }: Piece, word: readonly Piece[]): boolean {
  if (/^\s/.test(text)) return true;
  return SPOKEN.test(text) && [text, ...word.map((piece) => piece.text)].some(isWrittenWithoutSpaces);
}

function isWrittenWithoutSpaces(text: string): boolean {
  return WRITTEN_WITHOUT_SPACES.test(text);
}

/** It ends with the last of its pieces that is spoken: punctuation may be written long after. */
function wordOf(word: readonly Piece[]): Word {
  const last = word.findLast(({ text }) => SPOKEN.test(text)) ?? word.at(-1);
  return {
    text: word
      .map(({ text }) => text)
      .join('')
      .trim(),
    startSeconds: word.find(({ text }) => SPOKEN.test(text))?.startSeconds ?? word[0]?.startSeconds ?? 0,
    endSeconds: last?.endSeconds ?? 0,
  };
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, '');
}
