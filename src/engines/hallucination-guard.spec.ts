import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../transcription/domain/segment.js';
import { guardHypothesis } from './hallucination-guard.js';

function audio(seconds: number, peak = 0.1): Float32Array {
  return new Float32Array(seconds * SAMPLE_RATE).fill(peak);
}

describe('guardHypothesis', () => {
  it.each([
    ['a sentence', 'It was here that most magnificent dinners were arranged.', 4],
    [
      'fast speech',
      'In the lives of Americans of all races, religions, and backgrounds step into voting booths throughout the nation, whether they are rich or poor.',
      7,
    ],
    ['a speaker who repeats a word', 'And here are some more words, words, words, words.', 4],
    ['a number with many zeros', 'zero zero zero zero zero zero zero zero zero', 4],
    ['a chorus', 'We will rock you. We will rock you. We will rock you. We will rock you.', 8],
    ['a short answer', 'Thank you.', 0.2],
    ['other scripts', '昨日は雨が降りました。', 3],
    ['nothing', '', 5],
  ])('leaves %s alone', (_, text, seconds) => {
    expect(guardHypothesis(text, audio(seconds))).toBe(text);
  });

  it('leaves quiet speech alone', () => {
    expect(guardHypothesis('Good morning.', audio(1, 0.0005))).toBe('Good morning.');
  });

  it('says a phrase once that the decoder loops on', () => {
    const loop = 'who is the one '.repeat(29);
    expect(guardHypothesis(`The Lord, ${loop}who is`, audio(8))).toBe('The Lord, who is the one who is');
    expect(guardHypothesis("I'm not. ".repeat(24), audio(8))).toBe("I'm not.");
    expect(guardHypothesis(`He said ${'the '.repeat(60)}end.`, audio(8))).toBe('He said the end.');
  });

  it('finds a loop whatever its punctuation and capitals', () => {
    const loop = "I'm going to tell you a story. ".repeat(3) + "i'm going to tell you a story, ";
    expect(guardHypothesis(loop, audio(8))).toBe("I'm going to tell you a story.");
  });

  it('finds a loop within a word', () => {
    expect(guardHypothesis(`Oh ${'ha'.repeat(80)}!`, audio(3))).toBe('Oh ha!');
  });

  it('drops text that nobody can have said in the time', () => {
    const text = 'This sentence is far too long for what was heard in that moment of the recording.';
    expect(guardHypothesis(text, audio(1))).toBe('');
  });

  it('drops text on silence', () => {
    expect(guardHypothesis('Thank you for watching.', audio(3, 0))).toBe('');
    expect(guardHypothesis('Thank you for watching.', audio(3, 0.00005))).toBe('');
  });
});
