import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.js';
import { applyLexicon, type HeardText } from '../lexicon/applied-lexicon.js';
import { neutral } from '../lexicon/domain/lexicon.js';
import type { LexiconService } from '../lexicon/lexicon.service.js';
import type { ClaimedJob } from './domain/attempt.js';
import { JobError } from './domain/job-error.js';
import { SAMPLE_RATE, type TranscribedSegment } from './domain/segment.js';
import type { AttemptRepository } from './ports/attempt-repository.js';
import type { AudioStore } from './ports/audio-store.js';
import type { Segmenter, SegmentationEvent, SegmentationRequest } from './ports/segmenter.js';
import type {
  RecognitionRequest,
  RecognitionSession,
  SpeechEngine,
  SpeechEngines,
} from './ports/speech-engine.js';
import { type AttemptProgress, RecordingTranscriber } from './recording-transcriber.js';

interface Script {
  readonly segments: number;
  /** What was finished before. */
  readonly checkpoint?: TranscribedSegment[];
  readonly transcribe?: RecognitionSession['transcribe'];
  /** Of the recording, now. */
  readonly revision?: string;
  /** Length of a segment, all of it speech; default 1. */
  readonly secondsEach?: number;
  /** Terms of the job's lexicon. */
  readonly terms?: readonly string[];
  readonly apiKeyId?: string;
  readonly onSaved?: (segment: TranscribedSegment) => void;
}

/** Of the recording when the checkpoint was made. */
const CHECKPOINT_REVISION = '10 1';

const finishedSegment = (index: number): TranscribedSegment => ({
  index,
  channel: 0,
  start: index,
  end: index + 1,
  text: `old${index}`,
});

/** A recording of `segments` seconds with a segment each; the segmenter rests a moment before each of them. */
function transcriberOf({
  segments,
  checkpoint = [],
  transcribe,
  revision = CHECKPOINT_REVISION,
  secondsEach = 1,
  terms,
  apiKeyId,
  onSaved,
}: Script) {
  const saved: number[] = [];
  const hints: RecognitionRequest['terms'][] = [];
  const requests: SegmentationRequest[] = [];
  const audio = {
    localPath: () => Promise.resolve('/a'),
    revision: () => Promise.resolve(revision),
  } as unknown as AudioStore;
  const segmenter = {
    settings: () => 'settings',
    async *segment(request: SegmentationRequest): AsyncGenerator<SegmentationEvent> {
      requests.push(request);
      yield { type: 'opened', durationSeconds: segments };
      for (let index = request.firstIndex; index < segments; index += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        const times = {
          startSeconds: index,
          endSeconds: index + secondsEach,
          speechStartSeconds: index,
          speechEndSeconds: index + secondsEach,
          samples: new Float32Array(secondsEach * SAMPLE_RATE),
        };
        yield { type: 'segment', segment: { index, channel: 0, ...times } };
      }
      yield { type: 'ended', durationSeconds: segments };
    },
  } as unknown as Segmenter;
  const session: RecognitionSession = {
    transcribe: transcribe ?? (({ index }) => Promise.resolve({ text: `new${index}` })),
    close: () => undefined,
  };
  const engine = {
    maxSegmentSeconds: 10,
    segmentsInFlight: 2,
    openSession: () => session,
  } as unknown as SpeechEngine;
  const engines = {
    engineFor: (request: RecognitionRequest) => {
      hints.push(request.terms);
      return Promise.resolve(engine);
    },
  } as unknown as SpeechEngines;
  const attempts = {
    finishedSegments: (_id: string, settings: string) =>
      Promise.resolve(settings === `m settings ${CHECKPOINT_REVISION}` ? checkpoint : []),
    saveSegment: (_attempt: unknown, segment: TranscribedSegment) => {
      saved.push(segment.index);
      onSaved?.(segment);
      return Promise.resolve(true);
    },
  } as unknown as AttemptRepository;
  const claimed = {
    attempt: { jobId: 'j', token: 't' },
    job: {
      id: 'j',
      generation: 2,
      priority: 'default',
      model: 'm',
      language: 'en',
      apiKeyId: apiKeyId ?? null,
      audio: {},
      lexicon: terms ? { id: 'l', version: 1 } : null,
    },
  } as ClaimedJob;
  const entries = (terms ?? []).map((term) => ({
    term,
    soundsLike: [],
    boost: 1,
    case: 'exact' as const,
    wholeWord: true,
  }));
  const lexicons = {
    open: () => ({
      likeliestTerms: () => Promise.resolve(terms?.map(neutral)),
      correct: async (texts: readonly HeardText[]) =>
        await (await applyLexicon(entries, 'en')).correct(texts),
    }),
  } as unknown as LexiconService;
  const transcriber = new RecordingTranscriber(
    parseConfig({}),
    audio,
    segmenter,
    engines,
    attempts,
    lexicons,
  );
  const { signal } = new AbortController();
  const progress: AttemptProgress = { durationSeconds: null, recognised: 0 };
  return { run: () => transcriber.transcribe(claimed, signal, progress), saved, requests, progress, hints };
}

describe('RecordingTranscriber', () => {
  it('puts the segments together in order, whichever is ready first', async () => {
    const delays = [3, 1, 2];
    const { run } = transcriberOf({
      segments: 3,
      transcribe: async ({ index }) => {
        for (let turn = 0; turn < (delays[index] ?? 0); turn += 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { text: `new${index}` };
      },
    });
    expect(await run()).toMatchObject({ text: 'new0 new1 new2', durationSeconds: 3 });
  });

  it('fails when one segment fails, also while it waits for the next one', async () => {
    const { run } = transcriberOf({
      segments: 3,
      transcribe: ({ index }) =>
        index === 1
          ? Promise.reject(new JobError('engine_crashed', 'gone'))
          : Promise.resolve({ text: `new${index}` }),
    });
    await expect(run()).rejects.toMatchObject({ code: 'engine_crashed' });
  });

  it('goes on after the checkpoint, and does what is missing in it', async () => {
    const checkpoint = [finishedSegment(0), finishedSegment(1), finishedSegment(3)];
    const { run, saved, requests } = transcriberOf({ segments: 5, checkpoint });
    expect((await run()).text).toBe('old0 old1 new2 old3 new4');
    expect(requests[0]?.firstIndex).toBe(2);
    expect(saved).toEqual([2, 4]);
  });

  it('begins anew when another recording has taken the place of the first', async () => {
    const checkpoint = [finishedSegment(0), finishedSegment(1)];
    const { run } = transcriberOf({ segments: 3, checkpoint, revision: '10 2' });
    expect((await run()).text).toBe('new0 new1 new2');
  });

  it('hears a segment again when nothing was heard in it although somebody speaks', async () => {
    const heard: number[] = [];
    const { run, saved } = transcriberOf({
      segments: 1,
      secondsEach: 6,
      transcribe: ({ samples }) => {
        heard.push(samples.length / SAMPLE_RATE);
        return Promise.resolve({ text: heard.length === 1 ? '' : 'after all' });
      },
    });
    expect((await run()).segments).toMatchObject([{ index: 0, start: 0, end: 6, text: 'after all' }]);
    expect(heard).toEqual([6, 8]);
    expect(saved).toEqual([0]);
  });

  it('hears nothing twice at a provider, which charges for it', async () => {
    let hearings = 0;
    const transcribe = () => Promise.resolve({ text: '', hearing: (hearings += 1) });
    await transcriberOf({ segments: 1, secondsEach: 6, apiKeyId: 'key', transcribe }).run();
    expect(hearings).toBe(1);
  });

  it('puts the terms of the lexicon right, and keeps what was heard in the checkpoint', async () => {
    const kept: string[] = [];
    const { run } = transcriberOf({
      segments: 2,
      terms: ['Digium'],
      transcribe: ({ index }) => Promise.resolve({ text: index === 0 ? 'Call Didgeum.' : 'Goodbye.' }),
      onSaved: ({ text }) => void kept.push(text),
    });
    const corrections = [{ from: 'Didgeum', to: 'Digium', segment: 0, score: expect.any(Number) }];
    expect(await run()).toMatchObject({ text: 'Call Digium. Goodbye.', corrections });
    expect(kept).toEqual(['Call Didgeum.', 'Goodbye.']);
  });

  it('believes an engine that listened for the terms, and keeps what it said in the checkpoint', async () => {
    const kept: unknown[] = [];
    const alternatives = [{ term: 'Liddy', start: 9, end: 13, nats: -0.3, first: 0.2 }];
    const hearing = (told: typeof alternatives) =>
      transcriberOf({
        segments: 1,
        terms: ['Liddy'],
        transcribe: () => Promise.resolve({ text: 'I kissed Lily.', alternatives: told }),
        onSaved: (segment) => void kept.push(segment.alternatives),
      });
    expect(await hearing([]).run()).toMatchObject({ text: 'I kissed Lily.', corrections: [] });
    const transcript = await hearing(alternatives).run();
    expect(transcript).toMatchObject({
      text: 'I kissed Liddy.',
      corrections: [{ from: 'Lily', to: 'Liddy' }],
    });
    expect(kept).toEqual([[], alternatives]);
    expect(transcript.segments[0]).not.toHaveProperty('alternatives');
  });

  it('tells every engine the terms of the lexicon', async () => {
    const terms = ['Digium'];
    const told = [neutral('Digium')];
    const [here, there] = [
      transcriberOf({ segments: 1, terms }),
      transcriberOf({ segments: 1, terms, apiKeyId: 'key' }),
    ];
    await Promise.all([here.run(), there.run()]);
    expect([here.hints, there.hints]).toEqual([[told], [told]]);
  });

  it('of a recording without speech is an empty transcript', async () => {
    expect(await transcriberOf({ segments: 0 }).run()).toMatchObject({ text: '', segments: [] });
  });

  it('tells the duration as soon as it is known, and how many segments it has written down', async () => {
    const { run, progress } = transcriberOf({
      segments: 3,
      checkpoint: [finishedSegment(0)],
      transcribe: ({ index }) => {
        if (index === 2) return Promise.reject(new JobError('provider_unavailable', 'busy'));
        expect(progress).toEqual({ durationSeconds: 3, recognised: 0 });
        return Promise.resolve({ text: 'new' });
      },
    });
    await expect(run()).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(progress).toEqual({ durationSeconds: 3, recognised: 1 });
  });
});
