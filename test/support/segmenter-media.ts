const RATE = 16_000;

/** PCM of 16 bits at 16 kHz in a WAV file: a tenth of a second of a faint constant. */
export function wavOfChannels(channels: number): Buffer {
  const frames = RATE / 10;
  return Buffer.concat([wavHeader(channels, frames), Buffer.alloc(frames * channels * 2, 1)]);
}

/** A WAV file of these channels at 16 kHz, as long as the longest of them. */
export function wavOf(...channels: readonly Float32Array[]): Buffer {
  const frames = channels.reduce((longest, { length }) => Math.max(longest, length), 0);
  const data = Buffer.alloc(frames * channels.length * 2);
  for (const [channel, samples] of channels.entries()) {
    for (const [frame, sample] of samples.entries()) {
      data.writeInt16LE(Math.round(32_767 * sample), 2 * (frame * channels.length + channel));
    }
  }
  return Buffer.concat([wavHeader(channels.length, frames), data]);
}

function wavHeader(channels: number, frames: number): Buffer {
  const bytesPerFrame = channels * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + frames * bytesPerFrame, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * bytesPerFrame, 28);
  header.writeUInt16LE(bytesPerFrame, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(frames * bytesPerFrame, 40);
  return header;
}

const SAMPLES_PER_CHUNK = 4_000;

/**
 * A QuickTime file of some kilobytes whose index claims `samples` µ-law samples of one byte and no duration, in chunks
 * that all lie at the same place.
 */
export function movOfOverlappingSamples(samples: number): Buffer {
  const fileType = box('ftyp', Buffer.from('qt  \0\0\0\0qt  ', 'latin1'));
  const data = box('mdat', Buffer.alloc(SAMPLES_PER_CHUNK, 0xff));
  const headerBytes = fileType.length + movie(samples, 0).length + 8;
  return Buffer.concat([fileType, movie(samples, headerBytes), data]);
}

function movie(samples: number, chunkOffset: number): Buffer {
  const chunks = Math.ceil(samples / SAMPLES_PER_CHUNK);
  const description = box('ulaw', uint32(0, 1, 0, 0, (1 << 16) | 16, 0, 8_000 * 65_536));
  const sampleTable = box(
    'stbl',
    box('stsd', uint32(0, 1), description),
    box('stts', uint32(0, 1, samples, 0)),
    box('stsc', uint32(0, 1, 1, SAMPLES_PER_CHUNK, 1)),
    box('stsz', uint32(0, 1, samples)),
    box('stco', uint32(0, chunks, ...Array.from({ length: chunks }, () => chunkOffset))),
  );
  const references = box('dinf', box('dref', uint32(0, 1), box('url ', uint32(1))));
  const media = box(
    'mdia',
    box('mdhd', uint32(0, 0, 0, 8_000, 8_000, 0)),
    box('hdlr', uint32(0, 0), Buffer.from('soun', 'latin1'), Buffer.alloc(13)),
    box('minf', box('smhd', uint32(0, 0)), references, sampleTable),
  );
  const track = box('trak', box('tkhd', uint32(7, 0, 0, 1, 0, 8_000), Buffer.alloc(60)), media);
  return box('moov', box('mvhd', uint32(0, 0, 0, 8_000, 8_000), Buffer.alloc(80)), track);
}

function box(type: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([uint32(8 + content.length), Buffer.from(type, 'latin1'), content]);
}

function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}

/** A Matroska file of two tracks of 8 kHz audio, of which the first is silent and the second holds nothing. */
export function matroskaOf(seconds: number): Buffer {
  const track = (number: number) =>
    element('ae', [
      element('d7', Buffer.of(number)),
      element('73c5', Buffer.of(number)),
      element('83', Buffer.of(2)),
      element('86', Buffer.from('A_PCM/INT/LIT')),
      element('e1', [
        element('b5', floatOf(8_000)),
        element('9f', Buffer.of(1)),
        element('6264', Buffer.of(16)),
      ]),
    ]);
  const clusters = Array.from({ length: seconds }, (_, second) => {
    const blocks = Array.from({ length: 10 }, (__, tenth) => {
      const block = Buffer.alloc(4 + 1_600);
      block[0] = 0x81;
      block.writeInt16BE(100 * tenth, 1);
      return element('a3', block);
    });
    const time = Buffer.alloc(4);
    time.writeUInt32BE(1_000 * second);
    return element('1f43b675', [element('e7', time), ...blocks]);
  });
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('matroska'))),
    element('18538067', [
      element('1549a966', element('2ad7b1', Buffer.of(0x0f, 0x42, 0x40))),
      element('1654ae6b', [track(1), track(2)]),
      ...clusters,
    ]),
  ]);
}

/** Of EBML: an id, in hexadecimal, the length in eight bytes, and what it holds. */
function element(id: string, content: Buffer | readonly Buffer[]): Buffer {
  const body = Buffer.isBuffer(content) ? content : Buffer.concat(content);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length));
  length[0] = 0x01;
  return Buffer.concat([Buffer.from(id, 'hex'), length, body]);
}

function floatOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}
