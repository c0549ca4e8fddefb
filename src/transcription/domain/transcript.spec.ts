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
    const words = [{ text: 'Hello', startSeconds: 0.1, endSeconds: 0.4 }];
    const hypothesis = { text: ' Hello there. ', words, wordTimes: 'measured' as const };
    expect(transcribedSegment(segment, hypothesis)).toEqual({
      index: 3,
      channel: 0,
      start: 10.05,
      end: 12.25,
      text: 'Hello there.',
      words: [{ text: 'Hello', startSeconds: 10.1, endSeconds: 10.4 }],
      wordTimes: 'measured',
    });
  });

  it('has its phrases at their places', () => {
    const words = [{ text: 'there.', startSeconds: 1.1, endSeconds: 1.4 }];
    const phrases = [
      { start: 0.1, end: 1, text: ' Hello' },
      { start: 1, end: 1.5, text: ' there.', words, wordTimes: 'measured' as const },
    ];
    const placed = [{ text: 'there.', startSeconds: 11.1, endSeconds: 11.4 }];
    expect(transcribedSegment(segment, { text: 'Hello there.', phrases, language: 'en' })).toMatchObject({
      start: 10.05,
      text: 'Hello there.',
      language: 'en',
      phrases: [
        { start: 10.1, end: 11, text: 'Hello' },
        { start: 11, end: 11.5, text: 'there.', words: placed, wordTimes: 'measured' },
      ],
    });
  });

  it('holds no text that the database refuses', () => {
    expect(transcribedSegment(segment, { text: 'a\u0000b\ud800' }).text).toBe('ab\ufffd');
  });
});

describe('a transcript', () => {
  const about = {
    language: 'en',
    model: 'm',
    channels: 'mix' as const,
    durationSeconds: 20,
    processingSeconds: 1,
  };
  const spoken = (index: number, text: string) => ({ index, channel: 0, start: index, end: index + 1, text });

  it('puts segments in order, whatever the order they were finished in, and leaves empty ones out', () => {
    const transcript = assembleTranscript([spoken(2, 'three.'), spoken(0, 'One,'), spoken(1, '')], about);
    expect(transcript.text).toBe('One, three.');
    expect(transcript.segments.map(({ index, start }) => [index, start])).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it('makes a segment of each phrase, in order of time', () => {
    const phrases = [
      { start: 0, end: 1, text: '今日は' },
      { start: 3, end: 4, text: '世界' },
    ];
    const long = { ...spoken(0, '今日は世界'), end: 4, phrases, language: 'ja' };
    const other = { ...spoken(1, 'はい'), channel: 1 };
    const transcript = assembleTranscript([long, other], { ...about, language: 'ja' });
    expect(transcript.text).toBe('今日ははい世界');
    expect(transcript.segments).toEqual([
      { index: 0, channel: 0, start: 0, end: 1, text: '今日は', language: 'ja' },
      { index: 1, channel: 1, start: 1, end: 2, text: 'はい' },
      { index: 2, channel: 0, start: 3, end: 4, text: '世界', language: 'ja' },
    ]);
  });

  it('of silence is empty', () => {
    expect(assembleTranscript([], about)).toMatchObject({ text: '', wordTimes: null, segments: [] });
  });

  it('tells what its word times are worth at the least', () => {
    const timed = (index: number, wordTimes: 'measured' | 'estimated') => ({
      ...spoken(index, 'one'),
      words: [{ text: 'one', startSeconds: index, endSeconds: index + 1 }],
      wordTimes,
    });
    const measured = [timed(0, 'measured'), spoken(1, 'two'), timed(2, 'measured')];
    expect(assembleTranscript(measured, about).wordTimes).toBe('measured');
    expect(assembleTranscript([...measured, timed(3, 'estimated')], about).wordTimes).toBe('estimated');
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
