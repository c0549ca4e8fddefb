import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { AudioStoreFullError } from '../../src/audio/audio.errors.js';
import { FileAudioStore } from '../../src/audio/file-audio-store.js';
import { FREE_MIN_BYTES } from '../../src/config/app-config.js';
import { parseConfig } from '../../src/config/load-config.js';

const MEBIBYTE = 1024 ** 2;

/** So much may be uploaded to the disk before it is too full. */
const ROOM_BYTES = 80 * MEBIBYTE;

const dir = mkdtempSync(join(tmpdir(), 'steno-full-disk-'));
const size = FREE_MIN_BYTES + ROOM_BYTES;
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]).status === 0;

/** A small disk of its own, which takes root to mount. */
describe.skipIf(!mounted)('a disk that fills up', () => {
  const store = new FileAudioStore(parseConfig({ DATA_DIR: dir }));
  const upload = (mebibytes: number) => {
    const chunks = Array.from({ length: mebibytes }, (_, index) => Buffer.alloc(MEBIBYTE, index));
    return store.receive(Readable.from(chunks), 'a.wav');
  };

  afterAll(async () => {
    spawnSync('umount', [dir]);
    await rm(dir, { recursive: true });
  });

  it('ends the upload that is under way, and leaves nothing of it', async () => {
    await expect(upload(200)).rejects.toThrow(AudioStoreFullError);
    expect(await readdir(join(dir, 'audio/incoming'))).toEqual([]);
  });

  it('takes no further upload', async () => {
    await (await upload(60)).keep();
    await (await upload(30)).keep();
    await expect(upload(1)).rejects.toThrow(AudioStoreFullError);
  });
});
