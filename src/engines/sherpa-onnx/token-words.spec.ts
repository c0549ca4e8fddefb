import { describe, expect, it } from 'vitest';
import type { OfflineResult } from './sherpa-onnx.js';
import { wordsOf } from './token-words.js';

function result(fields: Partial<OfflineResult>): OfflineResult {
  return { text: '', lang: '', tokens: [], timestamps: [], durations: [], ...fields };
}

describe('wordsOf', () => {
  it('joins the tokens of a transducer to words, with the punctuation after them', () => {
    const heard = result({
      text: "Well, I don't wish it.",
      tokens: [' W', 'ell', ',', ' I', ' don', "'", 't', ' wish', ' it', '.'],
      timestamps: [0.24, 0.4, 0.8, 0.96, 1.04, 1.2, 1.28, 1.44, 1.68, 2.4],
      durations: [0.16, 0.16, 0.08, 0.08, 0.16, 0.08, 0.16, 0.16, 0.16, 0],
    });
    expect(wordsOf(heard, 3)).toEqual([
      { text: 'Well,', startSeconds: 0.24, endSeconds: expect.closeTo(0.56) },
      { text: 'I', startSeconds: 0.96, endSeconds: expect.closeTo(1.04) },
      { text: "don't", startSeconds: 1.04, endSeconds: expect.closeTo(1.44) },
      { text: 'wish', startSeconds: 1.44, endSeconds: expect.closeTo(1.6) },
      { text: 'it.', startSeconds: 1.68, endSeconds: expect.closeTo(1.84) },
    ]);
  });

  it('ends a word soon where the model does not say how long a token lasts', () => {
    const heard = result({
      text: 'AFTER EARLY NIGHTFALL',
      tokens: [' AFTER', ' E', 'AR', 'LY', ' NIGHT', 'F', 'ALL'],
      timestamps: [0.04, 0.4, 0.56, 0.64, 2, 2.2, 2.4],
    });
    expect(wordsOf(heard, 2.5)).toEqual([
      { text: 'AFTER', startSeconds: 0.04, endSeconds: expect.closeTo(0.34) },
      { text: 'EARLY', startSeconds: 0.4, endSeconds: expect.closeTo(0.94) },
      { text: 'NIGHTFALL', startSeconds: 2, endSeconds: 2.5 },
    ]);
  });

  it('takes each character for a word where no spaces are written', () => {
    const heard = result({
      text: '开饭9点。OK',
      tokens: ['开', '饭', '9', '点', '。', 'O', 'K'],
      timestamps: [0.6, 0.8, 1, 1.2, 1.3, 1.8, 1.9],
    });
    expect(wordsOf(heard, 2.2)?.map(({ text }) => text)).toEqual(['开', '饭', '9', '点。', 'OK']);
  });

  it('puts bytes together to a character', () => {
    const heard = result({
      text: 'Ça 😀',
      tokens: ['<0xC3>', '<0x87>', 'a', ' ', '<0xF0>', '<0x9F>', '<0x98>', '<0x80>'],
      timestamps: [0, 0.1, 0.2, 0.5, 0.6, 0.6, 0.6, 0.7],
    });
    expect(wordsOf(heard, 1)).toMatchObject([
      { text: 'Ça', startSeconds: 0 },
      { text: '😀', startSeconds: 0.5 },
    ]);
  });

  it('keeps words within the segment, in order', () => {
    const heard = result({ text: 'a b', tokens: [' a', ' b'], timestamps: [0.5, 9], durations: [9, 9] });
    expect(wordsOf(heard, 1)).toEqual([
      { text: 'a', startSeconds: 0.5, endSeconds: 1 },
      { text: 'b', startSeconds: 1, endSeconds: 1 },
    ]);
  });

  it.each([
    ['no times', { text: 'a', tokens: ['a'] }],
    ['no tokens', { text: 'a', timestamps: [] }],
    ['tokens that are not its text', { text: '日本', tokens: ['日', '\uFFFD\uFFFD'], timestamps: [0, 1] }],
  ])('gives none for a model with %s', (_, fields) => {
    expect(wordsOf(result(fields), 1)).toBeNull();
  });
});
