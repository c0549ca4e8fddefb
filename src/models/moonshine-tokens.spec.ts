import { describe, expect, it } from 'vitest';
import { moonshineTokens } from './moonshine-tokens.js';

const PIECES = Array.from({ length: 32_000 }, (_, id) => `piece${id}`);
PIECES[3] = '<0x00>';
PIECES[13] = '<0x0A>';
PIECES[258] = '<0xFF>';
PIECES[300] = '▁the';
PIECES[31_999] = '给';

function tokenizerSource(pieces: readonly string[]): string {
  const vocabulary = Buffer.from(pieces.join('\n'), 'utf8').toString('base64');
  return `export class LlamaTokenizer {}\nconst llama_vocab_base64 = "${vocabulary}";\nthrow new Error('run')`;
}

describe('moonshineTokens', () => {
  const lines = moonshineTokens(tokenizerSource(PIECES)).split('\n');
  const bytes = (id: number): Buffer => Buffer.from(lines[id]?.split(' ')[0] ?? '', 'base64');

  it('numbers every piece of the vocabulary, one a line', () => {
    expect(lines).toHaveLength(32_769);
    expect(lines.at(-1)).toBe('');
    expect(lines.slice(0, -1).every((line, id) => line.endsWith(` ${id}`))).toBe(true);
  });

  it('writes a byte piece as that byte', () => {
    expect([...bytes(3)]).toEqual([0]);
    expect([...bytes(13)]).toEqual([10]);
    expect([...bytes(258)]).toEqual([255]);
  });

  it('keeps word boundaries and other scripts', () => {
    expect(bytes(300).toString('utf8')).toBe('▁the');
    expect(bytes(31_999).toString('utf8')).toBe('给');
  });

  it("ends with Moonshine's own special tokens", () => {
    expect(bytes(32_000).toString('utf8')).toBe('<<ST_0>>');
    expect(bytes(32_767).toString('utf8')).toBe('<<ST_767>>');
  });

  it.each([
    ['without a vocabulary', 'export const x = 1;'],
    ['with a vocabulary of another size', tokenizerSource(PIECES.slice(1))],
  ])('refuses a package %s', (_, source) => {
    expect(() => moonshineTokens(source)).toThrow(expect.objectContaining({ code: 'model_corrupt' }));
  });
});
