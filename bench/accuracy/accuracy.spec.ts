import { describe, expect, it } from 'vitest';
import type { Recording } from '../recordings.js';
import { measureAccuracy, type Heard } from './accuracy.js';
import { gates } from './gates.js';

function heard(recording: Partial<Recording>, serviceText: string, wholeText: string | null): Heard {
  return {
    recording: {
      file: 'a.wav',
      path: '/data/a.wav',
      seconds: 5,
      reference: 'we saw two red birds',
      speaker: 'somebody',
      set: 'read',
      lang: 'en',
      tags: [],
      primary: true,
      ...recording,
    },
    serviceText,
    wholeText,
    segments: [{ start: 1, end: 3.5, text: serviceText }],
  };
}

const SILENT = heard({ reference: '', set: 'nospeech', lang: null, primary: false }, '', '');

describe('measureAccuracy', () => {
  it('counts each group, and beside whole recordings only those that were decoded whole', () => {
    const spoken = [
      heard({}, 'we saw two birds', 'we saw two red birds'),
      heard({ seconds: 90 }, 'we saw two red words', 'we we we we we we'),
      heard({ seconds: 400 }, 'we saw two red birds', null),
    ];
    const { scores } = measureAccuracy('m', spoken, [SILENT]);
    expect(scores.find(({ name }) => name === 'clean')).toEqual({
      name: 'clean',
      recordings: 3,
      words: { errors: 2, of: 15 },
      utterances: { recordings: 1, words: 5, serviceErrors: 1, wholeErrors: 0 },
      longer: { recordings: 1, words: 5, serviceErrors: 1, wholeErrors: 5 },
    });
    expect(scores.find(({ name }) => name === 'long')).toMatchObject({ recordings: 2, words: { of: 10 } });
  });

  it('counts the words and seconds of what is heard where nobody speaks', () => {
    const { invented } = measureAccuracy('m', [], [SILENT, { ...SILENT, ...said('Thank you.') }]);
    expect(invented).toEqual({ recordings: 2, words: 2, seconds: 2.5 });
  });
});

describe('gates', () => {
  const broken = (spoken: Heard[], silent: Heard[] = []) =>
    gates(measureAccuracy('m', spoken, silent))
      .filter(({ kept }) => !kept)
      .map(({ promise }) => promise);

  it('holds when the service is as good as whole recordings', () => {
    expect(broken([heard({}, 'we saw two red birds', 'we saw two red birds')], [SILENT])).toEqual([]);
  });

  it('names what is worse', () => {
    const worse = heard(
      { set: 'noisy', tags: ['noisy'], primary: false },
      'two birds',
      'we saw two red birds',
    );
    expect(broken([worse])).toEqual([expect.stringMatching(/^noisy/), expect.stringMatching(/^all/)]);
  });

  it('wants long recordings to come out better than whole', () => {
    const long = { seconds: 90, set: 'long', primary: false };
    expect(broken([heard(long, 'we saw two red birds', 'we saw two red')])).toEqual([]);
    expect(broken([heard(long, 'we saw two red birds', 'we saw two red birds')])).toEqual([
      'long: better than whole recordings',
    ]);
  });

  it('lets no word pass where nobody speaks', () => {
    expect(broken([], [{ ...SILENT, ...said('Thank you.') }])).toEqual(['no word where nobody speaks']);
  });
});

function said(text: string): Pick<Heard, 'serviceText' | 'segments'> {
  return { serviceText: text, segments: [{ start: 1, end: 3.5, text }] };
}
