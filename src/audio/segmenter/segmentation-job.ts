import { setImmediate as nextTurn } from 'node:timers/promises';
import { JobError } from '../../transcription/domain/job-error.js';
import { SAMPLE_RATE, type SpeechSegment } from '../../transcription/domain/segment.js';
import type { SegmentationEvent, SegmentationRequest } from '../../transcription/ports/segmenter.js';
import { AudioDecoder } from './audio-decoder.js';
import { ChannelSpeech } from './channel-speech.js';
import { CpuStopwatch } from './cpu-stopwatch.js';
import { blamingMedia } from './media-fault.js';
import { MediaFile } from './media-file.js';
import { RecordingFile } from './recording-file.js';
import { settingsFor } from './segmentation-settings.js';
import type { SpeechDetector } from './speech-detector.js';
import { MAX_TRACKS, speechTrack } from './speech-track.js';
import { measureDuration, tooLong } from './stream-duration.js';

/** How much is decoded between two turns of the event loop: a few milliseconds of work. */
const STEP_SAMPLES = 2 * SAMPLE_RATE;

/** A recording is looked at, measured and decoded; where it has several audio tracks, they are listened to before. */
const PASSES = 3 + MAX_TRACKS;

/** Decoding may take this much processor time and the length of the audio. It takes a hundredth of that, a channel. */
const MAX_DECODE_CPU_SECONDS = 30;

/** How a job speaks to its worker. */
export interface SegmentationChannel {
  send(event: SegmentationEvent): void;
  /** Settles when one more segment may be sent. */
  credit(): Promise<void>;
  /** Something was read or decoded. */
  progress(): void;
}

/** Segments one recording. It turns the event loop now and then; the rest is synchronous. Throws `JobError`. */
export class SegmentationJob {
  constructor(
    private readonly request: SegmentationRequest,
    private readonly detector: SpeechDetector,
    private readonly channel: SegmentationChannel,
  ) {}

  async run(): Promise<void> {
    const recording = RecordingFile.open(this.request.path, PASSES);
    try {
      const { track, durationSeconds } = await this.look(recording);
      this.channel.send({ type: 'opened', durationSeconds });
      this.channel.send({ type: 'ended', durationSeconds: await this.decode(recording, track) });
    } finally {
      recording.close();
    }
  }

  /** Which track to transcribe, and its length. */
  private async look(recording: RecordingFile): Promise<{ track: number; durationSeconds: number }> {
    const file = blamingMedia(() => MediaFile.open(recording));
    try {
      const { detector, request } = this;
      const settings = settingsFor(request.maxSegmentSeconds);
      const track = await speechTrack(recording, file, { detector, settings, turn: () => this.turn() });
      if (track === file.stream.index) return { track, durationSeconds: await this.measure(file) };
      const chosen = blamingMedia(() => MediaFile.open(recording, track));
      try {
        return { track, durationSeconds: await this.measure(chosen) };
      } finally {
        chosen.close();
      }
    } finally {
      file.close();
    }
  }

  private async measure(file: MediaFile): Promise<number> {
    const steps = measureDuration(file, this.request.maxAudioSeconds);
    for (;;) {
      const step = blamingMedia(() => steps.next());
      if (step.done) return step.value;
      await this.turn();
    }
  }

  private async decode(recording: RecordingFile, track: number): Promise<number> {
    const file = blamingMedia(() => MediaFile.open(recording, track));
    try {
      const decoder = blamingMedia(() => new AudioDecoder(file, this.request.channels));
      try {
        return await this.segment(decoder);
      } finally {
        decoder.close();
      }
    } finally {
      file.close();
    }
  }

  /** Returns the seconds that were decoded. */
  private async segment(decoder: AudioDecoder): Promise<number> {
    const stopwatch = new CpuStopwatch();
    const speech = new ChannelSpeech(this.detector, this.request.maxSegmentSeconds);
    let samples = 0;
    let turnAt = STEP_SAMPLES;
    for (const chunk of decoder.chunks()) {
      if (!chunk) {
        await this.turn();
        continue;
      }
      samples += chunk[0]?.length ?? 0;
      if (samples > this.request.maxAudioSeconds * SAMPLE_RATE) throw tooLong(this.request.maxAudioSeconds);
      await this.deliver(await speech.accept(chunk));
      if (samples < turnAt) continue;
      turnAt = samples + STEP_SAMPLES;
      if (stopwatch.seconds > MAX_DECODE_CPU_SECONDS + samples / SAMPLE_RATE) {
        throw new JobError('unsupported_media', 'The recording takes longer to decode than to hear.');
      }
      await this.turn();
    }
    if (samples === 0)
      throw new JobError('unsupported_media', 'The recording holds no audio that can be decoded.');
    await this.deliver(await speech.end());
    return samples / SAMPLE_RATE;
  }

  private async deliver(segments: SpeechSegment[]): Promise<void> {
    for (const segment of segments) {
      if (segment.index < this.request.firstIndex) continue;
      await this.channel.credit();
      this.channel.send({ type: 'segment', segment });
    }
  }

  private async turn(): Promise<void> {
    this.channel.progress();
    await nextTurn();
  }
}
