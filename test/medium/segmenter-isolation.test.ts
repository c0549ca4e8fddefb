import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProcessSegmenter } from '../../src/audio/segmenter/process-segmenter.js';
import {
  requestFor,
  segmentAll,
  type SegmenterBench,
  segmenterBench,
  SPEECH_FILE,
} from '../support/segmenter.js';

let bench: SegmenterBench;
let dir: string;
let listener: Server;
let connections = 0;
let segmenter: ProcessSegmenter;

beforeAll(async () => {
  bench = await segmenterBench();
  dir = await mkdtemp(join(tmpdir(), 'steno-isolation-'));
  await copyFile(SPEECH_FILE, join(dir, 'secret.wav'));
  listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  segmenter = new ProcessSegmenter(bench.options);
  await segmenter.start();
});

afterAll(async () => {
  await segmenter.close();
  listener.close();
  await rm(dir, { recursive: true, force: true });
  await bench.remove();
});

/** Files that name another file or a server, `TARGET`, and that FFmpeg would follow if it were let. */
const REFERENCES: Readonly<Record<string, string>> = {
  'list.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nTARGET\n#EXT-X-ENDLIST\n',
  'list.wav': 'ffconcat version 1.0\nfile TARGET\n',
  'manifest.mpd':
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/mp4">' +
    '<Representation id="1"><BaseURL>TARGET</BaseURL></Representation></AdaptationSet></Period></MPD>',
  'session.sdp':
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\na=control:TARGET\n',
  'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"><image href="TARGET"/></svg>',
};

it.each(Object.entries(REFERENCES))('follows nothing that %s names', async (name, content) => {
  const { port } = listener.address() as AddressInfo;
  for (const target of ['secret.wav', join(dir, 'secret.wav'), `http://127.0.0.1:${port}/secret.wav`]) {
    const path = join(dir, name);
    await writeFile(path, content.replace('TARGET', target));
    // Depending on the text, FFmpeg may take it for a container; never for one with sound in it.
    await expect(segmentAll(segmenter, requestFor(path))).rejects.toMatchObject({
      code: expect.stringMatching(/^(unsupported_media|no_audio_stream)$/) as string,
    });
  }
  expect(connections).toBe(0);
});

it('takes a path for a path, whatever it looks like', async () => {
  for (const name of ['%03d.wav', 'concat:secret.wav', 'a|b;c $(id).wav', "it's.m3u8", '-i.wav']) {
    await copyFile(SPEECH_FILE, join(dir, name));
    const { segments } = await segmentAll(segmenter, requestFor(join(dir, name)));
    expect(segments.length).toBeGreaterThan(0);
  }
});
