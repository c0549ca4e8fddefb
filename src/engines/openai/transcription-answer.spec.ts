import { describe, expect, it } from 'vitest';
import { toHypothesis } from './transcription-answer.js';

const heard = (answer: unknown) => toHypothesis(answer, 10);

describe('what a provider answers', () => {
  it('is the text, where there is no more', () => {
    expect(heard({ text: ' Good morning. ', usage: {} })).toEqual({ text: 'Good morning.' });
    expect(heard({ text: '' })).toEqual({ text: '' });
  });

  it('is no transcription without a text', () => {
    for (const answer of [null, undefined, '<html>', 7, [], {}, { text: 7 }, { id: 'job' }]) {
      expect(heard(answer)).toBeNull();
    }
  });

  it('is sentences with their words, where it has times', () => {
    const answer = {
      text: 'Good morning. How are you?',
      language: 'english',
      segments: [
        { start: 0, end: 1.5, text: ' Good morning.' },
        { start: 1.5, end: 3, text: ' How are you?' },
      ],
      words: [
        { word: 'Good', start: 0.1, end: 0.5 },
        { word: ' morning', start: 0.5, end: 1.4 },
        { word: 'How', start: 1.45, end: 1.9 },
        { word: 'are', start: 1.9, end: 2.1 },
        { word: 'you', start: 2.9, end: 3.4 },
      ],
    };
    expect(heard(answer)).toEqual({
      text: 'Good morning. How are you?',
      language: 'en',
      phrases: [
        {
          start: 0,
          end: 1.5,
          text: 'Good morning.',
          wordTimes: 'measured',
          words: [
            { text: 'Good', startSeconds: 0.1, endSeconds: 0.5 },
            { text: 'morning.', startSeconds: 0.5, endSeconds: 1.4 },
          ],
        },
        {
          start: 1.5,
          end: 3,
          text: 'How are you?',
          wordTimes: 'measured',
          words: [
            { text: 'How', startSeconds: 1.45, endSeconds: 1.9 },
            { text: 'are', startSeconds: 1.9, endSeconds: 2.1 },
            { text: 'you?', startSeconds: 2.9, endSeconds: 3.4 },
          ],
        },
      ],
    });
  });

  it('is words alone, where there are no sentences', () => {
    const words = [{ word: 'Good', start: 0, end: 1 }];
    expect(heard({ text: 'Good.', words, segments: [] })).toEqual({
      text: 'Good.',
      words: [{ text: 'Good.', startSeconds: 0, endSeconds: 1 }],
      wordTimes: 'measured',
    });
  });

  it('keeps its times within the part', () => {
    const segments = [{ start: -1, end: 99, text: 'Good', other: 1 }];
    const words = [{ word: 'Good', start: 9, end: 8 }];
    expect(heard({ text: 'Good', segments, words })?.phrases).toEqual([
      {
        start: 0,
        end: 10,
        text: 'Good',
        words: [{ text: 'Good', startSeconds: 9, endSeconds: 9 }],
        wordTimes: 'measured',
      },
    ]);
  });

  it('loses times that make no sense, not its text', () => {
    for (const segments of ['x', [null], [{ text: 'Good' }], [{ start: '0', end: 1, text: 'Good' }]]) {
      expect(heard({ text: 'Good', segments, words: [{ word: 'Good' }] })).toEqual({ text: 'Good' });
    }
  });

  it('keeps words as they came that are not those of the text', () => {
    const words = [{ word: 'twenty', start: 0, end: 1 }];
    expect(heard({ text: '20 km', words })?.words?.map(({ text }) => text)).toEqual(['twenty']);
  });

  it('loses sentences that lack some of its text, not the text', () => {
    const segments = [{ start: 0, end: 1, text: 'Good' }];
    expect(heard({ text: 'Good morning.', segments })).toEqual({ text: 'Good morning.' });
  });

  it('loses what Whisper itself takes for silence, or puts behind the end', () => {
    const segments = [
      { start: 0, end: 4, text: ' Good.', no_speech_prob: 0.1, avg_logprob: -2 },
      { start: 4, end: 6, text: ' Thank you.', no_speech_prob: 0.9, avg_logprob: -1.2 },
      { start: 6, end: 8, text: ' Night.', no_speech_prob: 0.9, avg_logprob: -0.4 },
      { start: 10, end: 30, text: ' Bye.' },
    ];
    const words = [{ word: 'Thank', start: 4.5, end: 5 }];
    const hypothesis = heard({ text: 'Good. Thank you. Night. Bye.', segments, words });
    expect(hypothesis?.text).toBe('Good. Night.');
    expect(hypothesis?.phrases?.map(({ text }) => text)).toEqual(['Good.', 'Night.']);
    expect(JSON.stringify(hypothesis)).not.toContain('Thank');
  });

  it('is nothing where all of it was silence', () => {
    const segments = [{ start: 0, end: 4, text: ' you', no_speech_prob: 0.9, avg_logprob: -1.5 }];
    expect(heard({ text: 'you', segments })).toEqual({ text: '' });
  });
});
