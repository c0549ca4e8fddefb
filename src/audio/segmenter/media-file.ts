import { closeSync } from 'node:fs';
import { AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { Codec, Dictionary, FormatContext, Packet, type Stream } from 'node-av/lib';
import { JobError } from '../../transcription/domain/job-error.js';
import { CODECS, CONTAINERS } from './media-whitelist.js';
import { ReadBudget } from './read-budget.js';
import type { RecordingFile } from './recording-file.js';

/**
 * How much FFmpeg may read to learn what a file is: its default, and twice the least it accepts. For a smaller file its
 * size is enough, and keeps FFmpeg from queueing millions of packets that the index makes up.
 */
const MAX_PROBE_BYTES = 5_000_000;
const MIN_PROBE_BYTES = 4_096;

/** A timestamp that is lower says nothing. */
const MIN_TIMESTAMP = -(2n ** 62n);

/** So many packets of other streams go by between two signs. */
const PACKETS_PER_SIGN = 256;

/**
 * A recording opened by FFmpeg, with its best audio stream chosen, and all others discarded but where they are of use.
 *
 * FFmpeg gets an open file descriptor and may use no protocol but that: the name of the file plays no part in what
 * it is taken for, and nothing in it can make FFmpeg open another file or a socket.
 */
export class MediaFile {
  private constructor(
    private readonly format: FormatContext,
    readonly stream: Stream,
    readonly codec: Codec,
    readonly sizeBytes: number,
    private readonly aheadSeconds: number | null,
  ) {}

  /**
   * Takes one pass of the recording. `track`: one of {@link audioTracks}; without it FFmpeg chooses, by what the file calls
   * its default and by quality. `aheadSeconds`: the other streams are read too, and the file ends where they have got so far;
   * a track that holds nothing would have all of the file read, without a sign. Throws `JobError` `unsupported_media` or
   * `no_audio_stream`.
   */
  static open(recording: RecordingFile, track?: number, aheadSeconds: number | null = null): MediaFile {
    const fd = recording.takeDescriptor();
    const format = new FormatContext();
    try {
      openFormat(format, fd, recording.sizeBytes);
      const [stream, codec] = chooseStream(format, track);
      if (aheadSeconds === null) discardOthers(format, stream);
      return new MediaFile(format, stream, codec, recording.sizeBytes, aheadSeconds);
    } catch (error) {
      format.closeInputSync();
      throw error;
    } finally {
      closeSync(fd);
    }
  }

  /** The audio tracks that can be decoded, by their number in the file. */
  get audioTracks(): number[] {
    return this.format.streams
      .filter(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO && decoderOf(codecpar.codecId))
      .map(({ index }) => index);
  }

  /**
   * Every packet of the stream; valid until the next one is asked for. Null now and then while there are only others. Ends
   * where the file can't be read on. Throws `JobError` `unsupported_media` when there are more than the file can hold.
   */
  *packets(): Generator<Packet | null, void, void> {
    const budget = new ReadBudget(this.sizeBytes);
    let others = 0;
    let startSeconds: number | null = null;
    const packet = new Packet();
    packet.alloc();
    try {
      while (this.format.readFrameSync(packet) >= 0) {
        budget.spend(packet.size);
        if (packet.streamIndex === this.stream.index) {
          yield packet;
        } else {
          const seconds = this.secondsOf(packet);
          startSeconds ??= seconds;
          if (seconds !== null && seconds - (startSeconds ?? 0) > (this.aheadSeconds ?? Infinity)) return;
          if (++others % PACKETS_PER_SIGN === 0) yield null;
        }
        packet.unref();
      }
    } finally {
      packet.free();
    }
  }

  private secondsOf({ streamIndex, dts }: Packet): number | null {
    const timeBase = this.format.streams[streamIndex]?.timeBase;
    return timeBase && dts > MIN_TIMESTAMP ? (Number(dts) * timeBase.num) / timeBase.den : null;
  }

  close(): void {
    this.format.closeInputSync();
  }
}

function openFormat(format: FormatContext, fd: number, sizeBytes: number): void {
  const options = Dictionary.fromObject({
    fd: String(fd),
    protocol_whitelist: 'fd',
    format_whitelist: CONTAINERS.join(','),
    codec_whitelist: [...CODECS].join(','),
    max_streams: 100,
    probesize: Math.max(MIN_PROBE_BYTES, Math.min(MAX_PROBE_BYTES, sizeBytes)),
  });
  try {
    if (format.openInputSync('fd:', null, options) < 0) {
      throw new JobError(
        'unsupported_media',
        'The recording is in no audio or video format that is supported.',
      );
    }
  } finally {
    options.free();
  }
  format.findStreamInfoSync(null);
}

function chooseStream(format: FormatContext, track?: number): [Stream, Codec] {
  const index = track ?? format.findBestStream(AVMEDIA_TYPE_AUDIO);
  const stream = format.streams[index];
  if (index < 0 || !stream) throw new JobError('no_audio_stream', 'The recording has no audio track.');
  const codec = decoderOf(stream.codecpar.codecId);
  if (codec) return [stream, codec];
  const name = Codec.findDecoder(stream.codecpar.codecId)?.name;
  throw new JobError('unsupported_media', `The audio codec ${name ?? 'of the recording'} is not supported.`);
}

function discardOthers(format: FormatContext, stream: Stream): void {
  for (const other of format.streams) if (other.index !== stream.index) other.discard = AVDISCARD_ALL;
}

function decoderOf(codecId: Stream['codecpar']['codecId']): Codec | null {
  const codec = Codec.findDecoder(codecId);
  return codec?.name && CODECS.has(codec.name) ? codec : null;
}
