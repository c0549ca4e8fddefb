import { Decoder, Demuxer, FilterAPI } from 'node-av/api';

export const SAMPLE_RATE = 16_000;

/** Decodes the first audio stream of a recording to mono PCM at {@link SAMPLE_RATE}. */
export function readPcm(path: string): Float32Array {
  using demuxer = Demuxer.openSync(path);
  const stream = demuxer.audio();
  if (!stream) throw new Error(`no audio stream: ${path}`);
  using decoder = Decoder.createSync(stream);
  using filter = FilterAPI.create(`aresample=${SAMPLE_RATE},aformat=sample_fmts=flt:channel_layouts=mono`);
  const blocks: Buffer[] = [];
  for (const frame of filter.framesSync(decoder.framesSync(demuxer.packetsSync(stream.index)))) {
    const [plane] = frame?.data ?? [];
    if (frame && plane) blocks.push(Buffer.from(plane.subarray(0, frame.nbSamples * BYTES_PER_SAMPLE)));
    frame?.free();
  }
  const bytes = Buffer.concat(blocks);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / BYTES_PER_SAMPLE);
}

const BYTES_PER_SAMPLE = Float32Array.BYTES_PER_ELEMENT;
