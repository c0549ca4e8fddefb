import { describe, expect, it } from 'vitest';
import { assembleTranscript, progressOf, transcribedSegment } from './transcript.js';

const segment = {
  index: 3,
  channel: 0,
  startSeconds: 10.00049,
  endSeconds: 12.5,
  speechStartSeconds: 10.05049,
  speechEndSeconds: 12.25,
  samples: new Float32Array(0),
};

describe('a transcribed segment', () => {
  it('stands at its place in the recording, its words too', () => {
    const hypothesis = { text: ' Hello there. ', words: [{ word: 'Hello', start: 0.1, end: 0.4 }] };
    expect(transcribedSegment(segment, hypothesis)).toEqual({
      index: 3,
      channel: 0,
      start: 10.05,
      end: 12.25,
      text: 'Hello there.',
      words: [{ word: 'Hello', start: 10.1, end: 10.4 }],
    });
  });

  it('has its phrases at their places, and the language that was found out', () => {
    const words = [{ word: 'there', start: 1.1, end: 1.4 }];
    const phrases = [
      { start: 0.1, end: 1, text: ' Hello' },
      { start: 1, end: 1.5, text: ' there.', words },
    ];
    expect(transcribedSegment(segment, { text: 'Hello there.', phrases, language: 'en' })).toMatchObject({
      start: 10.05,
      text: 'Hello there.',
      language: 'en',
      phrases: [
        { start: 10.1, end: 11, text: 'Hello' },
        { start: 11, end: 11.5, text: 'there.', words: [{ word: 'there', start: 11.1, end: 11.4 }] },
      ],
    });
  });

  it('holds no text that the database refuses', () => {
    expect(transcribedSegment(segment, { text: 'a\u0000b\ud800' }).text).toBe('ab\ufffd');
  });
});

describe('a transcript', () => {
  const about = { language: 'en', model: 'm', durationSeconds: 20, processingSeconds: 1 };
  const spoken = (index: number, text: string) => ({ index, channel: 0, start: index, end: index + 1, text });

  it('puts segments in order, whatever the order they were finished in, and leaves empty ones out', () => {
    const transcript = assembleTranscript([spoken(2, 'three.'), spoken(0, 'One,'), spoken(1, '')], about);
    expect(transcript.text).toBe('One, three.');
    expect(transcript.segments.map(({ index, start }) => [index, start])).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it('makes a segment of each phrase, and keeps the text as the engine has it', () => {
    const phrases = [
      { start: 0, end: 1, text: '今日は' },
      { start: 1, end: 2, text: '世界' },
    ];
    const long = { ...spoken(0, '今日は世界'), phrases, language: 'ja' };
    const transcript = assembleTranscript([long, spoken(1, 'bye')], about);
    expect(transcript.text).toBe('今日は世界 bye');
    expect(transcript.segments).toEqual([
      { index: 0, channel: 0, start: 0, end: 1, text: '今日は' },
      { index: 1, channel: 0, start: 1, end: 2, text: '世界' },
      { index: 2, channel: 0, start: 1, end: 2, text: 'bye' },
    ]);
  });

  it('is in the language that most was said in, where none was asked for', () => {
    const inLanguage = (index: number, language: string) => ({ ...spoken(index, 'x'), language });
    const segments = [inLanguage(0, 'en'), inLanguage(1, 'de'), inLanguage(2, 'de')];
    expect(assembleTranscript(segments, { ...about, language: null }).language).toBe('de');
    expect(assembleTranscript(segments, about).language).toBe('en');
    expect(assembleTranscript([spoken(0, 'x')], { ...about, language: null }).language).toBeNull();
  });

  it('of silence is empty', () => {
    expect(assembleTranscript([], about)).toMatchObject({ text: '', segments: [] });
  });
});

describe('progress', () => {
  it('reaches up to the first segment that is missing', () => {
    expect(progressOf([2, 5, undefined, 9], 10)).toBe(0.5);
    expect(progressOf([undefined, 5], 10)).toBe(0);
    expect(progressOf([2, 5], 10)).toBe(0.5);
  });

  it('is never more than all, nor known without a duration', () => {
    expect(progressOf([12], 10)).toBe(1);
    expect(progressOf([5], 0)).toBe(0);
  });
});
