import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { Codec, Dictionary, FormatContext, Packet, type Stream } from 'node-av/lib';
import { JobError } from '../../transcription/domain/job-error.js';
import { CODECS, CONTAINERS } from './media-whitelist.js';

/**
 * A recording opened by FFmpeg, with its best audio stream chosen and all others discarded.
 *
 * FFmpeg gets an open file descriptor and may use no protocol but that: the name of the file plays no part in what
 * it is taken for, and nothing in it can make FFmpeg open another file or a socket.
 */
export class MediaFile {
  private constructor(
    private readonly format: FormatContext,
    readonly stream: Stream,
    readonly codec: Codec,
  ) {}

  /** Throws `JobError` `audio_not_found`, `unsupported_media` or `no_audio_stream`. */
  static open(path: string): MediaFile {
    const fd = openRegularFile(path);
    const format = new FormatContext();
    try {
      openFormat(format, fd);
      return new MediaFile(format, ...chooseStream(format));
    } catch (error) {
      format.closeInputSync();
      throw error;
    } finally {
      closeSync(fd);
    }
  }

  /** Every packet of the stream; valid until the next one is asked for. Ends where the file can't be read on. */
  *packets(): Generator<Packet, void, void> {
    const packet = new Packet();
    packet.alloc();
    try {
      while (this.format.readFrameSync(packet) >= 0) {
        if (packet.streamIndex === this.stream.index) yield packet;
        packet.unref();
      }
    } finally {
      packet.free();
    }
  }

  close(): void {
    this.format.closeInputSync();
  }
}

function openRegularFile(path: string): number {
  let fd: number;
  try {
    // Not blocking: opening a FIFO would wait for its writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new JobError('audio_not_found', `The recording cannot be opened: ${(error as Error).message}.`);
  }
  const stats = fstatSync(fd);
  if (stats.isFile() && stats.size > 0) return fd;
  closeSync(fd);
  throw new JobError(
    'unsupported_media',
    stats.isFile() ? 'The recording is an empty file.' : 'The recording is not a file.',
  );
}

function openFormat(format: FormatContext, fd: number): void {
  const options = Dictionary.fromObject({
    fd: String(fd),
    protocol_whitelist: 'fd',
    format_whitelist: CONTAINERS.join(','),
    codec_whitelist: [...CODECS].join(','),
    max_streams: 100,
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

function chooseStream(format: FormatContext): [Stream, Codec] {
  const index = format.findBestStream(AVMEDIA_TYPE_AUDIO);
  const stream = format.streams[index];
  if (index < 0 || !stream) throw new JobError('no_audio_stream', 'The recording has no audio track.');
  for (const other of format.streams) if (other.index !== index) other.discard = AVDISCARD_ALL;
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec?.name && CODECS.has(codec.name)) return [stream, codec];
  throw new JobError(
    'unsupported_media',
    `The audio codec ${codec?.name ?? 'of the recording'} is not supported.`,
  );
}
