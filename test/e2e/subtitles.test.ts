import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cueFaults, parseSubtitles, type CueRules, type ParsedCue } from '../support/subtitles.js';
import { LocalService } from './support/local-service.js';
import { hasRecordings, recordingPath, recordings } from './support/recordings.js';
import type { JobView, StenoClient } from './support/steno-client.js';

/** `npm run test:subtitles`: every shared recording that is valid, ten minutes. Else one of each kind. */
const ALL = process.env['ALL_RECORDINGS'] === '1';

const CHOSEN = new Set([
  'speech/bush-radio-address-2008.flac',
  'spontaneous/mfa-acoustic_corpus.wav',
  'phone/asterisk-demo-instruct.wav',
  'phone/two-channel-call-8k-mulaw.wav',
  'diar/ms-katiesteve.wav',
  'short/cards-001.wav',
  'edge/long-lead-silence.flac',
  'edge/fast-1.4x.wav',
  'nonenglish/ja-picovoice-test_ja.wav',
  'nospeech/humpback-whale.mp3',
]);

const chosen = recordings.filter(({ file, set }) => (ALL ? set !== 'hostile' : CHOSEN.has(file)));
/** What a test of this file may take: all recordings wait behind one another. */
const TIMEOUT_MS = ALL ? 1_800_000 : 180_000;

const NARROW: CueRules = { maxLineWidth: 20, maxLineCount: 3, maxCueMs: 4_000 };
const NARROW_QUERY = 'max_line_width=20&max_line_count=3&max_cue_seconds=4';

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

const wordsIn = (cues: readonly ParsedCue[]): string[] => cues.flatMap(({ lines }) => lines.flatMap(wordsOf));

/** Without the labels of SubRip, which are no words of anybody. */
const unlabelled = (cues: readonly ParsedCue[]): ParsedCue[] =>
  cues.map((cue) => ({
    ...cue,
    lines: cue.lines.map((line, index) =>
      index === 0 && cue.speaker !== null ? line.slice(`${cue.speaker}: `.length) : line,
    ),
  }));

describe.skipIf(!hasRecordings)('subtitles of the shared recordings', () => {
  let service: LocalService;
  let client: StenoClient;
  /** Of each recording; submitted at once, so that no test waits for the one before. */
  const ids = new Map<string, string>();

  const submit = (file: string, fields: Record<string, string> = {}): Promise<string> =>
    client.submit(recordingPath(file), { timeout: '3600', ...fields });

  beforeAll(async () => {
    service = await LocalService.start();
    client = service.client;
    for (const { file } of chosen) ids.set(file, await submit(file));
  });

  afterAll(() => service.stop());

  const read = async (job: JobView, type: 'srt' | 'vtt', query = '') => {
    const { status, text } = await client.request(
      `/v1/jobs/${job.job_id}/transcript?format=${type}&${query}`,
    );
    expect(status).toBe(200);
    return parseSubtitles(type, text);
  };

  it.each(chosen)(
    'of $file are read by strict parsers, keep every word and the rules of cues',
    async ({ file }) => {
      const job = await client.untilFinished(ids.get(file) ?? '');
      const said = wordsOf(job.result?.text ?? '');
      for (const type of ['srt', 'vtt'] as const) {
        const { cues, errors } = await read(job, type);
        expect(errors).toEqual([]);
        expect(cueFaults(cues)).toEqual([]);
        // Japanese comes without spaces between what is on two lines.
        expect(wordsIn(cues).join('')).toBe(said.join(''));
        const narrow = await read(job, type, NARROW_QUERY);
        expect(narrow.errors).toEqual([]);
        expect(cueFaults(narrow.cues, NARROW)).toEqual([]);
        expect(wordsIn(narrow.cues).join('')).toBe(said.join(''));
      }
    },
    TIMEOUT_MS,
  );

  it(
    'name who speaks on which channel',
    async () => {
      const id = await submit('phone/two-channel-call-8k-mulaw.wav', { channels: 'separate' });
      const job = await client.untilFinished(id);
      for (const type of ['srt', 'vtt'] as const) {
        const { cues, errors } = await read(job, type);
        expect(errors).toEqual([]);
        expect(cueFaults(cues)).toEqual([]);
        expect(new Set(cues.map(({ speaker }) => speaker))).toEqual(new Set(['Speaker 1', 'Speaker 2']));
        const spoken = type === 'srt' ? unlabelled(cues) : cues;
        expect(wordsIn(spoken).toSorted()).toEqual(wordsOf(job.result?.text ?? '').toSorted());
      }
    },
    TIMEOUT_MS,
  );
});
