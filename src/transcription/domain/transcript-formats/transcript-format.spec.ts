import { describe, expect, it } from 'vitest';
import { type ParsedCue, parseSubtitles } from '../../../../test/support/subtitles.js';
import type { Transcript } from '../job.js';
import type { TranscribedSegment } from '../segment.js';
import { formatTranscript, TRANSCRIPT_FORMATS } from './transcript-format.js';

const LONG_TEXT =
  'When is a lobster not a lobster? When it is a crayfish. This question, and its answer, might well go into ' +
  'the primer of information for those who come to San Francisco from the East; for what is called a lobster ' +
  'in San Francisco is not a lobster at all, but a crayfish.';

function segment(start: number, end: number, text: string, index = 0): TranscribedSegment {
  return { index, channel: 0, start, end, text };
}

function transcript(...segments: TranscribedSegment[]): Transcript {
  return {
    text: segments.map(({ text }) => text).join(' '),
    language: 'en',
    channels: 'mix',
    model: 'moonshine-tiny-en',
    durationSeconds: segments.at(-1)?.end ?? 0,
    processingSeconds: 0.5,
    wordTimes: null,
    segments,
  };
}

function write(format: (typeof TRANSCRIPT_FORMATS)[number], of: Transcript): string {
  return formatTranscript(of, format).body;
}

function parseBack(type: 'srt' | 'vtt', of: Transcript): readonly ParsedCue[] {
  const { cues, errors } = parseSubtitles(type, write(type, of));
  expect(errors).toEqual([]);
  return cues;
}

describe('formatTranscript', () => {
  it('names a content type in UTF-8 for each format', () => {
    const types = TRANSCRIPT_FORMATS.map((format) => formatTranscript(transcript(), format).contentType);
    expect(types).toEqual(
      ['application/json', 'application/json', 'text/plain', 'application/x-subrip', 'text/vtt']
        .concat('text/tab-separated-values')
        .map((type) => `${type}; charset=utf-8`),
    );
  });

  it('writes an empty transcript in every format', () => {
    expect(TRANSCRIPT_FORMATS.map((format) => write(format, transcript())).slice(2)).toEqual([
      '',
      '',
      'WEBVTT\n',
      'start\tend\ttext\n',
    ]);
    expect(JSON.parse(write('json', transcript()))).toMatchObject({
      text: '',
      segments: [],
      real_time_factor: null,
    });
    expect(JSON.parse(write('verbose_json', transcript()))).toMatchObject({
      text: '',
      segments: [],
      duration: 0,
    });
  });

  it('writes text as one line that ends in a newline, without control characters', () => {
    expect(write('text', transcript(segment(0, 1, ' One\u0000\ttwo\r\n\u009B31mthree\uD800 ')))).toBe(
      'One two 31mthree\uFFFD\n',
    );
  });

  it('writes TSV as Whisper does', () => {
    const spoken = transcript(
      segment(0, 1.4996, 'a\tb\nc'),
      segment(1.6, 1.8, '  '),
      segment(2.0004, 3, 'd', 1),
    );
    expect(write('tsv', spoken)).toBe('start\tend\ttext\n0\t1500\ta b c\n2000\t3000\td\n');
  });
});

describe('json', () => {
  it('is the result of the job, with the text where OpenAI has it', () => {
    expect(JSON.parse(write('json', transcript(segment(0.5, 2, 'Hello.'))))).toEqual({
      text: 'Hello.',
      language: 'en',
      duration_seconds: 2,
      processing_seconds: 0.5,
      real_time_factor: 0.25,
      model: 'moonshine-tiny-en',
      word_times: null,
      segments: [{ index: 0, channel: 0, start: 0.5, end: 2, text: 'Hello.', speaker: null }],
    });
  });
});

describe('verbose_json', () => {
  it('has the shape of OpenAI, without numbers that nobody measured', () => {
    expect(JSON.parse(write('verbose_json', transcript(segment(0.5, 2.2, 'Hello.'))))).toEqual({
      task: 'transcribe',
      language: 'english',
      duration: 2.2,
      text: 'Hello.',
      segments: [{ id: 0, seek: 50, start: 0.5, end: 2.2, text: ' Hello.', tokens: [], temperature: 0 }],
      word_times: null,
      usage: { type: 'duration', seconds: 3 },
    });
  });

  it('gives the words that the engine timed', () => {
    const words = [{ text: 'Hello.', startSeconds: 0.5, endSeconds: 0.9 }];
    const spoken = {
      ...transcript({ ...segment(0.5, 1, 'Hello.'), words, wordTimes: 'measured' }),
      wordTimes: 'measured' as const,
    };
    const written = { word_times: 'measured', words: [{ word: 'Hello.', start: 0.5, end: 0.9 }] };
    expect(JSON.parse(write('verbose_json', spoken))).toMatchObject(written);
    expect(JSON.parse(write('json', spoken))).toMatchObject({
      word_times: 'measured',
      segments: [{ words: written.words }],
    });
  });

  it('joins the segments of a script without spaces without spaces', () => {
    const spoken = { ...transcript(segment(0, 1, '今日は')), language: 'ja' };
    expect(JSON.parse(write('verbose_json', spoken))).toMatchObject({
      language: 'japanese',
      segments: [{ text: '今日は' }],
    });
  });

  it('keeps a language code that has no name', () => {
    expect(JSON.parse(write('verbose_json', { ...transcript(), language: '?' }))).toMatchObject({
      language: '?',
    });
  });
});

describe.each(['srt', 'vtt'] as const)('%s', (type) => {
  it('is read back by a parser: every word, in order, at its time', () => {
    const cues = parseBack(type, transcript(segment(1, 16, LONG_TEXT), segment(16.5, 18, 'Well.', 1)));
    expect(cues.flatMap(({ lines }) => lines).join(' ')).toBe(`${LONG_TEXT} Well.`);
    expect(cues[0]?.startMs).toBe(1000);
    expect(cues.at(-1)).toMatchObject({ startMs: 16_500, endMs: 18_000, lines: ['Well.'] });
  });

  it('writes the hours of a long recording', () => {
    const cues = parseBack(type, transcript(segment(86_399.9996, 86_401.5, 'Late.')));
    expect(cues).toMatchObject([{ startMs: 86_400_000, endMs: 86_401_500 }]);
  });
});

describe('vtt', () => {
  it('escapes what would be markup or a cue border', () => {
    const text = 'AT&T --> <b>5 &lt; 6</b>';
    const [cue] = parseBack('vtt', transcript(segment(0, 2, text)));
    expect(cue?.lines).toEqual([text]);
    expect(write('vtt', transcript(segment(0, 2, text)))).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nAT&amp;T --&gt; &lt;b&gt;5 &amp;lt; 6&lt;/b&gt;\n',
    );
  });
});

describe('srt', () => {
  it('numbers the cues from 1 and cannot be broken by an arrow', () => {
    expect(write('srt', transcript(segment(0, 2, 'a --> b'), segment(61.0006, 3661.25, 'c', 1)))).toBe(
      '1\n00:00:00,000 --> 00:00:02,000\na -> b\n\n2\n00:01:01,001 --> 00:01:08,001\nc\n',
    );
  });
});

describe('text', () => {
  const sentence = 'This is a sentence of about fifty characters, truly.';

  it('starts a paragraph after a sentence that a long pause follows', () => {
    const spoken = transcript(
      segment(0, 3, sentence),
      segment(3.4, 6, sentence, 1),
      segment(8, 11, sentence, 2),
    );
    expect(write('text', spoken)).toBe(`${sentence} ${sentence}\n\n${sentence}\n`);
  });

  it('does not tear a sentence apart', () => {
    const spoken = transcript(segment(0, 3, 'He said that'), segment(5, 6, 'he was tired.', 1));
    expect(write('text', spoken)).toBe('He said that he was tired.\n');
  });

  it('takes shorter pauses the longer a paragraph gets, at last none', () => {
    const many = (pause: number) =>
      transcript(
        ...Array.from({ length: 60 }, (_, i) => segment(i * (3 + pause), i * (3 + pause) + 3, sentence, i)),
      );
    const lengths = (pause: number) =>
      write('text', many(pause))
        .split('\n\n')
        .map((text) => text.length);
    expect(Math.max(...lengths(0.4))).toBeLessThan(600);
    expect(Math.max(...lengths(0))).toBeLessThan(1100);
    expect(Math.max(...lengths(0))).toBeGreaterThan(1000);
  });

  it('finds the pauses between words that have times', () => {
    const words = [
      { text: 'One.', startSeconds: 0, endSeconds: 1 },
      { text: 'Two.', startSeconds: 4, endSeconds: 5 },
    ];
    const spoken = transcript({ ...segment(0, 5, 'One. Two.'), words, wordTimes: 'measured' });
    expect(write('text', spoken)).toBe('One.\n\nTwo.\n');
  });
});

describe('speakers on channels of their own', () => {
  const spoken: Transcript = {
    ...transcript(
      segment(0, 2, 'How are you?'),
      { ...segment(2.2, 3.5, 'Fine.', 1), channel: 1 },
      { ...segment(3.6, 5, 'And you?', 2), channel: 1 },
      segment(5.2, 7, 'Fine.', 3),
    ),
    channels: 'separate',
  };

  it('are named in text, once for all that they say in a row', () => {
    expect(write('text', spoken)).toBe(
      'Speaker 1: How are you?\n\nSpeaker 2: Fine. And you?\n\nSpeaker 1: Fine.\n',
    );
  });

  it('are named in subtitles', () => {
    expect(write('srt', spoken)).toContain('\nSpeaker 2: Fine. And you?\n');
    expect(write('vtt', spoken)).toContain('\n<v Speaker 2>Fine. And you?</v>\n');
    expect(parseBack('vtt', spoken)).toHaveLength(3);
  });

  it('are named in data, by channel and for people', () => {
    const fields = [0, 1, 1, 0].map((channel) => ({ channel, speaker: `Speaker ${channel + 1}` }));
    expect(JSON.parse(write('json', spoken))).toMatchObject({ segments: fields });
    expect(JSON.parse(write('verbose_json', spoken))).toMatchObject({ segments: fields });
    expect(write('tsv', spoken).split('\n').slice(0, 3)).toEqual([
      'start\tend\ttext\tspeaker',
      '0\t2000\tHow are you?\tSpeaker 1',
      '2200\t3500\tFine.\tSpeaker 2',
    ]);
  });
});
