import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_SAMPLE_FMT_FLTP,
  type AVSampleFormat,
} from 'node-av/constants';
import { CodecContext, Frame, type Packet, SoftwareResampleContext } from 'node-av/lib';
import { JobError } from '../../transcription/domain/job-error.js';
import type { ChannelMode } from '../../transcription/domain/job.js';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import { DcBlocker } from './dc-blocker.js';
import { mediaFault } from './media-fault.js';
import type { MediaFile } from './media-file.js';
import { MonoDownmix, sanitise } from './mono-downmix.js';
import { MAX_SEPARATE_CHANNELS } from './segmentation-settings.js';

/** Rates out of this range (Hz) are no speech but a lie: resampling them would inflate the file without end. */
const MIN_RATE = 1_000;
const MAX_RATE = 768_000;

/** The most audio that one frame of a codec may hold. Real ones hold less than 5 seconds. */
const MAX_FRAME_SAMPLES = 120 * SAMPLE_RATE;

/** So many packets that hold nothing go by between two signs. */
const SILENT_PACKETS_PER_SIGN = 256;

const BYTES_PER_SAMPLE = 4;

/** What is heard at the same time, one array for each channel that is kept apart, all of one length. */
export type ChannelChunk = readonly Float32Array[];

/**
 * Decodes the audio stream of a file to {@link SAMPLE_RATE}, all channels mixed into one or each for itself.
 * Synchronously: node-av's asynchronous interface is 8 times slower. Damaged packets are skipped.
 */
export class AudioDecoder {
  private readonly codec = new CodecContext();
  private readonly frame = new Frame();
  private dcBlockers: readonly DcBlocker[] = [];
  private resampler: Resampler | null = null;
  private layout: ChannelLayout | null = null;

  constructor(
    private readonly file: MediaFile,
    private readonly channels: ChannelMode,
  ) {
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
   * The audio in order, in chunks of a frame or so; each is valid until the next one is asked for. All have as many
   * channels as the first one. Null now and then while there is nothing to hear. Throws `JobError` `unsupported_media`.
   */
  *chunks(): Generator<ChannelChunk | null, void, void> {
    let silent = 0;
    try {
      for (const packet of this.file.packets()) {
        let heard = false;
        for (const chunk of packet ? this.decode(packet) : []) {
          heard = true;
          yield chunk;
        }
        silent = heard ? 0 : silent + 1;
        if (packet === null || silent === SILENT_PACKETS_PER_SIGN) {
          silent = 0;
          yield null;
        }
      }
      yield* this.decode(null);
      if (this.resampler) yield this.withoutDc(this.resampler.flush());
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
  private *decode(packet: Packet | null): Generator<ChannelChunk, void, void> {
    if (this.codec.sendPacketSync(packet) < 0) return;
    while (this.codec.receiveFrameSync(this.frame) >= 0) {
      if (this.resampler && !this.resampler.accepts(this.frame)) {
        yield this.withoutDc(this.resampler.flush());
        this.resampler.free();
        this.resampler = null;
      }
      this.resampler ??= this.resamplerFor(this.frame);
      yield this.withoutDc(this.resampler.convert(this.frame));
      this.frame.unref();
    }
  }

  /** Where the number of channels changes within a file, they are mapped to those that it began with. */
  private resamplerFor(frame: Frame): Resampler {
    if (this.channels === 'mix') return new Resampler(frame);
    this.layout ??= separateLayout(frame);
    return new Resampler(frame, this.layout);
  }

  private withoutDc(chunk: Float32Array[]): ChannelChunk {
    if (this.dcBlockers.length === 0) this.dcBlockers = chunk.map(() => new DcBlocker());
    return chunk.map((samples, channel) => this.dcBlockers[channel]?.process(samples) ?? samples);
  }
}

type ChannelLayout = Frame['channelLayout'];

function separateLayout({ channels, channelLayout }: Frame): ChannelLayout {
  if (channels > MAX_SEPARATE_CHANNELS) {
    const limit = `at most ${MAX_SEPARATE_CHANNELS} are transcribed each for itself. Send it with "channels": "mix".`;
    throw new JobError('unsupported_media', `The recording has ${channels} channels; ${limit}`);
  }
  return channelLayout;
}

/** From one sample format, rate and channel layout to what the engines take. */
class Resampler {
  private readonly context = new SoftwareResampleContext();
  private readonly downmix: MonoDownmix | null;
  private readonly rate: number;
  private readonly format: AVSampleFormat;
  private readonly channels: number;
  private readonly outputs: number;
  private planes: Buffer[] = [];

  /**
   * Without a layout for its output all is mixed to one channel: more than two by FFmpeg's matrix to two, the two by
   * {@link MonoDownmix}.
   */
  constructor(frame: Frame, separate: ChannelLayout | null = null) {
    this.rate = frame.sampleRate;
    this.format = frame.format as AVSampleFormat;
    this.channels = frame.channels;
    this.downmix = this.channels > 1 && !separate ? new MonoDownmix() : null;
    if (this.rate < MIN_RATE || this.rate > MAX_RATE) {
      throw new JobError('unsupported_media', `A sample rate of ${this.rate} Hz is not supported.`);
    }
    const layout = separate ?? (this.downmix ? AV_CHANNEL_LAYOUT_STEREO : AV_CHANNEL_LAYOUT_MONO);
    this.outputs = layout.nbChannels;
    const input = [frame.channelLayout, this.format, this.rate] as const;
    const allocated = this.context.allocSetOpts2(layout, AV_SAMPLE_FMT_FLTP, SAMPLE_RATE, ...input);
    if (allocated < 0 || this.context.init() < 0) {
      throw new JobError('unsupported_media', `Audio of ${this.channels} channels is not supported.`);
    }
  }

  accepts(frame: Frame): boolean {
    return frame.sampleRate === this.rate && frame.format === this.format && frame.channels === this.channels;
  }

  convert(frame: Frame): Float32Array[] {
    return this.run(frame.extendedData, frame.nbSamples);
  }

  /** What the filter still holds. */
  flush(): Float32Array[] {
    return this.run(null, 0);
  }

  free(): void {
    this.context.free();
  }

  private run(input: Buffer[] | null, count: number): Float32Array[] {
    const capacity = this.context.getOutSamples(count);
    if (capacity > MAX_FRAME_SAMPLES)
      throw new JobError('unsupported_media', 'A frame of the audio is too long.');
    const planes = this.planesOf(capacity);
    const converted = Math.max(0, this.context.convertSync(planes, capacity, input, count));
    const channels = planes.map((plane) => new Float32Array(plane.buffer, plane.byteOffset, converted));
    for (const samples of channels) sanitise(samples);
    const [left, right] = channels;
    return this.downmix && left && right ? [this.downmix.mix(left, right)] : channels;
  }

  private planesOf(samples: number): Buffer[] {
    const bytes = samples * BYTES_PER_SAMPLE;
    if ((this.planes[0]?.length ?? -1) < bytes) {
      this.planes = Array.from({ length: this.outputs }, () => Buffer.from(new ArrayBuffer(bytes)));
    }
    return this.planes;
  }
}
