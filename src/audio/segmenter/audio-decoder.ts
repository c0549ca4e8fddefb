import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_SAMPLE_FMT_FLTP,
  type AVSampleFormat,
} from 'node-av/constants';
import { CodecContext, Frame, type Packet, SoftwareResampleContext } from 'node-av/lib';
import { JobError } from '../../transcription/domain/job-error.js';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { DcBlocker } from './dc-blocker.js';
import { mediaFault } from './media-fault.js';
import type { MediaFile } from './media-file.js';
import { MonoDownmix, sanitise } from './mono-downmix.js';

/** Rates out of this range (Hz) are no speech but a lie: resampling them would inflate the file without end. */
const MIN_RATE = 1_000;
const MAX_RATE = 768_000;

/** The most audio that one frame of a codec may hold. Real ones hold less than 5 seconds. */
const MAX_FRAME_SAMPLES = 120 * SAMPLE_RATE;

const BYTES_PER_SAMPLE = 4;

/**
 * Decodes the audio stream of a file to mono at {@link SAMPLE_RATE}, synchronously: node-av's asynchronous interface
 * is 8 times slower. Damaged packets are skipped.
 */
export class AudioDecoder {
  private readonly codec = new CodecContext();
  private readonly frame = new Frame();
  private readonly dcBlocker = new DcBlocker();
  private resampler: Resampler | null = null;

  constructor(private readonly file: MediaFile) {
    this.frame.alloc();
    this.codec.allocContext3(file.codec);
    this.codec.parametersToContext(file.stream.codecpar);
    this.codec.pktTimebase = file.stream.timeBase;
    this.codec.threadCount = 1;
    if (this.codec.open2Sync(file.codec, null) < 0) {
      throw new JobError(
        'unsupported_media',
        `The ${file.codec.name} audio of the recording cannot be decoded.`,
      );
    }
  }

  /**
   * The audio in order, in chunks of a frame or so; each is valid until the next one is asked for. Throws `JobError`
   * `unsupported_media`.
   */
  *chunks(): Generator<Float32Array, void, void> {
    try {
      for (const packet of this.file.packets()) yield* this.decode(packet);
      yield* this.decode(null);
      if (this.resampler) yield this.dcBlocker.process(this.resampler.flush());
    } catch (error) {
      throw mediaFault(error);
    }
  }

  close(): void {
    this.resampler?.free();
    this.frame.free();
    this.codec.freeContext();
  }

  /** Null drains the codec. */
  private *decode(packet: Packet | null): Generator<Float32Array, void, void> {
    if (this.codec.sendPacketSync(packet) < 0) return;
    while (this.codec.receiveFrameSync(this.frame) >= 0) {
      if (this.resampler && !this.resampler.accepts(this.frame)) {
        yield this.dcBlocker.process(this.resampler.flush());
        this.resampler.free();
        this.resampler = null;
      }
      this.resampler ??= new Resampler(this.frame);
      yield this.dcBlocker.process(this.resampler.convert(this.frame));
      this.frame.unref();
    }
  }
}

/** From one sample format, rate and channel layout to what the engines take. */
class Resampler {
  private readonly context = new SoftwareResampleContext();
  private readonly downmix: MonoDownmix | null;
  private readonly rate: number;
  private readonly format: AVSampleFormat;
  private readonly channels: number;
  private planes: Buffer[] = [];

  /** More than two channels are mixed to two by FFmpeg's matrix for their layout, the two by {@link MonoDownmix}. */
  constructor(frame: Frame) {
    this.rate = frame.sampleRate;
    this.format = frame.format as AVSampleFormat;
    this.channels = frame.channels;
    this.downmix = this.channels > 1 ? new MonoDownmix() : null;
    if (this.rate < MIN_RATE || this.rate > MAX_RATE) {
      throw new JobError('unsupported_media', `A sample rate of ${this.rate} Hz is not supported.`);
    }
    const layout = this.downmix ? AV_CHANNEL_LAYOUT_STEREO : AV_CHANNEL_LAYOUT_MONO;
    const input = [frame.channelLayout, this.format, this.rate] as const;
    const allocated = this.context.allocSetOpts2(layout, AV_SAMPLE_FMT_FLTP, SAMPLE_RATE, ...input);
    if (allocated < 0 || this.context.init() < 0) {
      throw new JobError('unsupported_media', `Audio of ${this.channels} channels is not supported.`);
    }
  }

  accepts(frame: Frame): boolean {
    return frame.sampleRate === this.rate && frame.format === this.format && frame.channels === this.channels;
  }

  convert(frame: Frame): Float32Array {
    return this.run(frame.extendedData, frame.nbSamples);
  }

  /** What the filter still holds. */
  flush(): Float32Array {
    return this.run(null, 0);
  }

  free(): void {
    this.context.free();
  }

  private run(input: Buffer[] | null, count: number): Float32Array {
    const capacity = this.context.getOutSamples(count);
    if (capacity > MAX_FRAME_SAMPLES)
      throw new JobError('unsupported_media', 'A frame of the audio is too long.');
    const planes = this.planesOf(capacity);
    const converted = Math.max(0, this.context.convertSync(planes, capacity, input, count));
    const [left, right] = planes.map((plane) => new Float32Array(plane.buffer, plane.byteOffset, converted));
    if (!left) return new Float32Array();
    sanitise(left);
    if (!right || !this.downmix) return left;
    sanitise(right);
    return this.downmix.mix(left, right);
  }

  private planesOf(samples: number): Buffer[] {
    const bytes = samples * BYTES_PER_SAMPLE;
    if ((this.planes[0]?.length ?? -1) < bytes) {
      this.planes = Array.from({ length: this.downmix ? 2 : 1 }, () => Buffer.from(new ArrayBuffer(bytes)));
    }
    return this.planes;
  }
}
