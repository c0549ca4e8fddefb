import { expect, it } from 'vitest';
import { correctedTranscript } from './corrected-transcript.js';
import type { Transcript } from './job.js';
import type { Word } from './segment.js';

function word(text: string, startSeconds: number, endSeconds: number): Word {
  return { text, startSeconds, endSeconds };
}

function transcriptOf(text: string, words: Word[]): Transcript {
  const about = {
    language: 'en',
    model: 'm',
    channels: 'mix' as const,
    durationSeconds: 9,
    processingSeconds: 1,
  };
  const segment = { index: 0, channel: 0, start: 0, end: 9, text, words, wordTimes: 'measured' as const };
  return { ...about, text, wordTimes: 'measured', segments: [segment] };
}

function corrected(text: string, words: Word[], from: string, to: string): Transcript {
  const start = text.indexOf(from);
  const change = { start, end: start + from.length, to };
  const revision = { text: text.replace(from, to), changes: [change] };
  const corrections = [{ from, to, segment: 0, score: 1 }];
  return correctedTranscript(transcriptOf(text, words), { revisions: [revision], corrections });
}

it('puts a term in place of several words and gives it their time', () => {
  const words = [word('hydro', 1, 1.4), word('chloro', 1.4, 1.8), word('thiazide.', 1.8, 2.5)];
  const transcript = corrected(
    'hydro chloro thiazide.',
    words,
    'hydro chloro thiazide',
    'hydrochlorothiazide',
  );
  expect(transcript.text).toBe('hydrochlorothiazide.');
  expect(transcript.segments[0]?.words).toEqual([word('hydrochlorothiazide.', 1, 2.5)]);
  expect(transcript.wordTimes).toBe('estimated');
});

it('keeps the times of as many words, and what stands beside a term in its word', () => {
  const words = [word('“Bucker', 0, 1), word('Hill’s”', 1, 2), word('top', 2, 3)];
  const transcript = corrected('“Bucker Hill’s” top', words, 'Bucker Hill', 'Bunker Hill');
  expect(transcript.segments[0]?.words).toEqual([
    word('“Bunker', 0, 1),
    word('Hill’s”', 1, 2),
    word('top', 2, 3),
  ]);
  expect(transcript.wordTimes).toBe('measured');
});

it('shares the time of one word among several by their letters', () => {
  const words = [word('a', 0, 1), word('Newyork', 1, 8), word('day', 8, 9)];
  const transcript = corrected('a Newyork day', words, 'Newyork', 'New York');
  expect(transcript.segments[0]?.words).toEqual([
    word('a', 0, 1),
    word('New', 1, 4),
    word('York', 4, 8),
    word('day', 8, 9),
  ]);
});

it('tells what it changed', () => {
  const transcript = corrected('a b', [word('a', 0, 1), word('b', 1, 2)], 'b', 'c');
  expect(transcript.corrections).toEqual([{ from: 'b', to: 'c', segment: 0, score: 1 }]);
});
