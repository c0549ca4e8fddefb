import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService } from './support/local-service.js';
import { hasRecordings, recordingPath, recordings, SHORT_SPEECH } from './support/recordings.js';
import type { JobView, StenoClient } from './support/steno-client.js';

const ofSet = (name: string) => recordings.filter(({ set }) => set === name).map(({ file }) => file);

/** What must not be transcribed, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  'hostile/truncated-no-moov.mp4': 'unsupported_media',
  'hostile/text.wav': 'unsupported_media',
  'hostile/png.mp3': 'unsupported_media',
  'hostile/header-only-20-bytes.wav': 'unsupported_media',
  'hostile/rate-4294967295.wav': 'unsupported_media',
  'hostile/rate-0.wav': 'unsupported_media',
  'hostile/channels-0.wav': 'no_audio_stream',
  'hostile/bits-0.wav': 'unsupported_media',
  'hostile/format-tag-9999.wav': 'unsupported_media',
  'hostile/video-only.mp4': 'no_audio_stream',
  'hostile/video-only.webm': 'no_audio_stream',
  'hostile/bomb-silence-6h.flac': 'audio_too_long',
  'hostile/gzip-bomb.wav': 'unsupported_media',
  'hostile/zip-slip.zip': 'unsupported_media',
  'hostile/hls-playlist-local-file.mp4': 'unsupported_media',
  'hostile/ffconcat-local-file.wav': 'unsupported_media',
  'hostile/sdp-session.mp4': 'unsupported_media',
  'hostile/dash-manifest.mpd': 'unsupported_media',
  'hostile/svg-external.mp3': 'unsupported_media',
  'hostile/subtitles.srt': 'unsupported_media',
  'hostile/elf-header.wav': 'unsupported_media',
  'hostile/html.webm': 'unsupported_media',
};

describe.skipIf(!hasRecordings)('recordings of every kind', () => {
  let service: LocalService;
  let client: StenoClient;

  beforeAll(async () => {
    service = await LocalService.start();
    client = service.client;
  });

  afterAll(() => service.stop());

  const run = async (files: readonly string[]): Promise<Map<string, JobView>> => {
    const ids = await Promise.all(files.map((file) => client.submit(recordingPath(file))));
    const jobs = await Promise.all(ids.map((id) => client.untilEnded(id)));
    return new Map(files.map((file, index) => [file, jobs[index] as JobView]));
  };

  it('decodes every format', async () => {
    const jobs = await run(ofSet('formats'));
    for (const [file, job] of jobs) {
      expect([file, job.status]).toEqual([file, 'finished']);
      expect([file, job.result?.text.toLowerCase()]).toEqual([
        file,
        expect.stringMatching(/what you can do for your (country|country)/) as string,
      ]);
    }
  });

  it('ends every hostile file as it should, once, and harms no job beside it', async () => {
    const files = ofSet('hostile').filter((file) => !/zero-byte|filenames/.test(file));
    const [jobs, beside] = await Promise.all([
      run(files),
      Promise.all(
        Array.from({ length: 5 }, () => client.submit(SHORT_SPEECH).then((id) => client.untilFinished(id))),
      ),
    ]);
    for (const job of beside) expect(job.result?.text).toContain('the two men shook hands');
    for (const [file, job] of jobs) {
      expect([file, job.attempt]).toEqual([file, 1]);
      const expected = REFUSED[file];
      if (expected !== undefined) expect([file, job.error?.code]).toEqual([file, expected]);
      else if (job.status === 'failed') expect([file, job.error?.retryable]).toEqual([file, false]);
      expect(['finished', 'failed']).toContain(job.status);
    }
    expect((await client.request('/health/ready')).status).toBe(200);
  });

  it('hears no words where nobody speaks', async () => {
    for (const [file, job] of await run([...ofSet('nospeech'), 'hostile/lying-header-huge.wav'])) {
      expect([file, job.status, job.result?.text]).toEqual([file, 'finished', '']);
    }
  });

  it('refuses an empty file at the door', async () => {
    const answer = await client.upload(recordingPath('hostile/zero-byte.wav'));
    expect([answer.status, answer.json['code']]).toEqual([422, 'audio_empty']);
  });

  it('takes any file name as a name and nothing else', async () => {
    const names = JSON.parse(readFileSync(recordingPath('hostile/filenames.json'), 'utf8')) as string[];
    for (const name of names) {
      const answer = await client.upload(SHORT_SPEECH, {}, name);
      expect([name, answer.status]).toEqual([name, 202]);
      const { name: kept } = answer.json['audio'] as { name: string };
      expect(kept).not.toMatch(/[/\\\p{Cc}]/u);
      expect(kept.length).toBeGreaterThan(0);
    }
  });
});
