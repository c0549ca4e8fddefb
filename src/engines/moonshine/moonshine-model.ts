import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import type { Recognition, Utterance } from '../recogniser-messages.js';
import { DecodingBatch, type Encoded } from './decoding-batch.js';
import { DecoderSession } from './decoder-session.js';
import { type ReadyTerms, TermListener } from './term-listener.js';
import { Vocabulary } from './vocabulary.js';
import { timeWords } from './word-times.js';
import { WrittenText } from './written-text.js';

/** Paths of what the model catalogue derives. Plain data: it goes to the recogniser process as a message. */
export interface MoonshineFiles {
  readonly encoder: string;
  readonly crossAttention: string;
  readonly decoder: string;
  readonly tokens: string;
}

/** A segment to decode. */
export interface MoonshineUtterance extends Pick<Utterance, 'samples'> {
  /** What to listen for. Default: nothing in particular. */
  readonly terms?: ReadyTerms | null;
}

/** The encoder's input is cut into rows of so many samples; it hears up to the sample before the last of a row. */
const HOP = 64;

/** Moonshine's own limit; the fastest readers of our recordings have 5.5. */
const PIECES_PER_SECOND = 6.5;

/** One word, or two, are no matter of time. */
const MIN_PIECES = 8;

/**
 * One thread: a second process doubles the throughput, a second thread gives nothing. Shapes differ from batch to batch,
 * so there is no pattern of memory to learn; more than basic optimisation would take products of matrices with a scale
 * for each row for ones with a single scale.
 */
const SESSION: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'basic',
  enableMemPattern: false,
};

/**
 * Of networks that run once for a segment: what they allocate, up to 100 MB for 18 s, is given back to the system, which
 * takes no measurable time. The decoder, which runs for each piece, keeps it.
 */
const ONCE_A_SEGMENT: InferenceSession.SessionOptions = { ...SESSION, enableCpuMemArena: false };

/**
 * Moonshine on ONNX Runtime. Members of a batch are encoded one by one, for a longer batch would make that no faster, and
 * decoded together. What is heard in a member does not depend on the others, to the last bit.
 */
export class MoonshineModel {
  private constructor(
    private readonly encoder: InferenceSession,
    private readonly batch: DecodingBatch,
    private readonly vocabulary: Vocabulary,
  ) {}

  /** Throws when a file is not there, or not what it should be. */
  static async load(files: MoonshineFiles): Promise<MoonshineModel> {
    env.logLevel = 'error';
    const encoder = await InferenceSession.create(files.encoder, ONCE_A_SEGMENT);
    const crossAttention = await InferenceSession.create(files.crossAttention, ONCE_A_SEGMENT);
    const decoder = await InferenceSession.create(files.decoder, SESSION);
    return new MoonshineModel(
      encoder,
      new DecodingBatch(new DecoderSession(crossAttention, decoder)),
      await Vocabulary.read(files.tokens),
    );
  }

  /** `terms` of a member: what to listen for in it. */
  async decode(batch: readonly MoonshineUtterance[]): Promise<Recognition[]> {
    const members: { samples: Float32Array; text: WrittenText; listener: TermListener | null }[] = [];
    for (const { samples, terms } of batch) {
      const listener = terms ? new TermListener(this.vocabulary, terms) : null;
      const text = new WrittenText(
        await this.encode(samples),
        listener ? (one) => listener.ask(one) : undefined,
      );
      members.push({ samples, text, listener });
    }
    await this.batch.run(members.map(({ text }) => text));
    return members.map(({ samples, text, listener }) => ({
      ...this.recognition(samples, text),
      ...(listener && { alternatives: listener.alternatives }),
    }));
  }

  private async encode(samples: Float32Array): Promise<Encoded> {
    const { states } = await this.encoder.run({ audio: inRows(samples) });
    const maxPieces = Math.max(MIN_PIECES, Math.ceil((samples.length / SAMPLE_RATE) * PIECES_PER_SECOND));
    return { states: states as Tensor, maxPieces };
  }

  private recognition(samples: Float32Array, { pieces, attention }: WrittenText): Recognition {
    const words = timeWords(this.vocabulary.words(pieces), attention, samples);
    return { text: this.vocabulary.text(pieces), language: null, words };
  }
}

/** What is shorter is filled with silence: the network fails on less than its first windows. */
const MIN_SAMPLES = 1024;

function inRows(samples: Float32Array): Tensor {
  const rows = Math.floor((Math.max(samples.length, MIN_SAMPLES) + 1) / HOP);
  const audio = new Float32Array(rows * HOP);
  audio.set(samples.subarray(0, audio.length));
  return new Tensor('float32', audio, [rows, HOP]);
}
