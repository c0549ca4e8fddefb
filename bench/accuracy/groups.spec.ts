import { describe, expect, it } from 'vitest';
import type { Recording } from '../recordings.js';
import { groupsOf, isScored } from './groups.js';

const RECORDING: Recording = {
  file: 'read/one.wav',
  path: '/data/read/one.wav',
  seconds: 5,
  reference: 'one',
  speaker: 'somebody',
  set: 'read',
  lang: 'en',
  tags: ['read'],
  primary: true,
};

describe('groupsOf', () => {
  it.each([
    ['reading', {}, ['clean']],
    ['a long speech', { set: 'speech', seconds: 127 }, ['clean', 'long']],
    ['reading over noise', { set: 'noisy', tags: ['read', 'noisy'] }, ['noisy']],
    [
      'a telephone prompt',
      { set: 'phone', tags: ['phone', '8k', 'vocab'], seconds: 73 },
      ['telephone', 'domain', 'long'],
    ],
    ['a conversation', { set: 'diar', tags: ['conversation'] }, ['spontaneous']],
  ])('puts %s where it belongs', (_, recording, groups) => {
    expect(groupsOf({ ...RECORDING, ...recording })).toEqual(groups);
  });
});

describe('isScored', () => {
  it.each([
    ['English with a reference', {}, true],
    ['what is not primary', { set: 'noisy', primary: false }, true],
    ['another language', { lang: 'de' }, false],
    ['what nobody wrote down', { reference: null }, false],
    ['where nobody speaks', { reference: '', lang: null }, false],
    ['an approximate reference', { tags: ['approx-reference'] }, false],
    ['the forms of one utterance', { set: 'formats' }, false],
  ])('%s: %s', (_, recording, scored) => {
    expect(isScored({ ...RECORDING, ...recording })).toBe(scored);
  });
});
