import type { PublishedModels } from './published-models.js';
import { readPcm, SAMPLE_RATE } from './read-pcm.js';
import { sherpaOnnx, type Recogniser, type VoiceActivityDetector } from './sherpa-onnx.js';

/** `speech`: VAD, then each stretch of speech. `whole`: the recording in one piece, without VAD. */
export type RawMode = 'speech' | 'whole';

export interface RawTranscript {
  readonly text: string;
  /** Reading and decoding the media file. */
  readonly mediaMs: number;
  readonly vadMs: number;
  /** The recogniser alone. */
  readonly recogniseMs: number;
}

/** What anybody would write who has these models and no service: one thread, one segment after the other. */
export class PlainTranscriber {
  private readonly recogniser: Recogniser;
  private readonly vad: VoiceActivityDetector;

  constructor(models: PublishedModels) {
    this.recogniser = new sherpaOnnx.OfflineRecognizer({
      featConfig: { sampleRate: SAMPLE_RATE, featureDim: 80 },
      modelConfig: {
        moonshine: { encoder: models.encoder, mergedDecoder: models.decoder },
        tokens: models.tokens,
        numThreads: 1,
        provider: 'cpu',
        debug: 0,
      },
    });
    this.vad = new sherpaOnnx.Vad(
      {
        sileroVad: {
          model: models.vad,
          threshold: 0.5,
          minSpeechDuration: 0.25,
          minSilenceDuration: 0.5,
          maxSpeechDuration: MAX_SPEECH_SECONDS,
          windowSize: WINDOW_SAMPLES,
        },
        sampleRate: SAMPLE_RATE,
        numThreads: 1,
        debug: 0,
      },
      VAD_BUFFER_SECONDS,
    );
  }

  transcribe(path: string, mode: RawMode): RawTranscript {
    const startMs = performance.now();
    const pcm = readPcm(path);
    const mediaMs = performance.now() - startMs;
    const segments = mode === 'whole' ? [pcm] : this.speechIn(pcm);
    const vadMs = performance.now() - startMs - mediaMs;
    const text = segments.map((samples) => this.recognise(samples)).filter((heard) => heard !== '');
    return {
      text: text.join(' '),
      mediaMs,
      vadMs,
      recogniseMs: performance.now() - startMs - mediaMs - vadMs,
    };
  }

  private recognise(samples: Float32Array): string {
    const stream = this.recogniser.createStream();
    stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE });
    this.recogniser.decode(stream);
    return this.recogniser.getResult(stream).text.trim();
  }

  private speechIn(pcm: Float32Array): Float32Array[] {
    const found: Float32Array[] = [];
    const collect = () => {
      for (; !this.vad.isEmpty(); this.vad.pop()) found.push(this.vad.front().samples);
    };
    for (let at = 0; at < pcm.length; at += WINDOW_SAMPLES) {
      this.vad.acceptWaveform(pcm.subarray(at, at + WINDOW_SAMPLES));
      collect();
    }
    this.vad.flush();
    collect();
    this.vad.reset();
    return found;
  }
}

/** What Silero VAD takes at 16 kHz. */
const WINDOW_SAMPLES = 512;
/** Longer segments decode slower (DESIGN §2): 9 s is to the raw engine's advantage, as it is to the service's. */
const MAX_SPEECH_SECONDS = 9;
const VAD_BUFFER_SECONDS = 60;
