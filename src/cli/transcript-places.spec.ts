import { describe, expect, it } from 'vitest';
import { formatFor, targetsIn } from './transcript-places.js';

const placesOf = (...names: string[]) => [
  ...targetsIn(
    'out',
    names.map((name) => ({ path: `/${name}`, name })),
    'srt',
  ).values(),
];

describe('the places of transcripts in a folder', () => {
  it('are those of the recordings, with another ending', () => {
    expect(placesOf('a.mp3', 'deep/b.c.wav', '../away/d.ogg')).toEqual([
      'out/a.srt',
      'out/deep/b.c.srt',
      'out/d.srt',
    ]);
  });

  it('keep the ending of recordings that differ in nothing else, whichever comes first', () => {
    expect(placesOf('a.mp3', 'a.wav', 'b.mp3')).toEqual(['out/a.mp3.srt', 'out/a.wav.srt', 'out/b.srt']);
    expect(placesOf('a.wav', 'a.mp3')).toEqual(['out/a.wav.srt', 'out/a.mp3.srt']);
  });

  it('are one for each recording', () => {
    expect(() => placesOf('a.mp3', 'a.wav', 'a.mp3.ogg')).toThrow(/two recordings/);
  });
});

describe('the format of a transcript', () => {
  it.each([
    [undefined, 'talk.srt', 'srt'],
    [undefined, 'deep.vtt/talk.TSV', 'tsv'],
    [undefined, 'talk.json', 'json'],
    [undefined, 'talk.docx', 'text'],
    [undefined, undefined, 'text'],
    ['verbose_json', 'talk.json', 'verbose_json'],
    ['vtt', 'talk.srt', 'vtt'],
  ])('asked for as %s, in the file %s, is %s', (asked, file, format) => {
    expect(formatFor(asked, file)).toBe(format);
  });
});
