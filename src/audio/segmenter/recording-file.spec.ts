import { once } from 'node:events';
import { closeSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordingFile } from './recording-file.js';

let dir: string;
let path: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-recording-'));
  path = join(dir, 'speech.wav');
  await writeFile(path, 'original');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A program that replaces the file over and over, and says when it has begun. */
const REPLACE = `
  const { parentPort, workerData: path } = require('node:worker_threads');
  const { renameSync, writeFileSync } = require('node:fs');
  for (let time = 0; ; time++) {
    writeFileSync(path + '.new', 'original');
    renameSync(path + '.new', path);
    if (time === 100) parentPort.postMessage('begun');
  }
`;

describe('RecordingFile', () => {
  it('reads the file that it opened in every pass, whatever takes its place', async () => {
    const recording = RecordingFile.open(path, 2);
    await writeFile(join(dir, 'other.wav'), 'another one');
    await rename(join(dir, 'other.wav'), path);
    for (let pass = 0; pass < 2; pass++) {
      const descriptor = recording.takeDescriptor();
      expect(readFileSync(descriptor, 'utf8')).toBe('original');
      closeSync(descriptor);
    }
    expect(recording.sizeBytes).toBe('original'.length);
  });

  it('opens a file that is replaced by its like while it is opened', async () => {
    const replacing = new Worker(REPLACE, { eval: true, workerData: path });
    await once(replacing, 'message');
    for (let time = 0; time < 2_000; time++) RecordingFile.open(path, 2).close();
    await replacing.terminate();
  });

  it('follows no link', async () => {
    const link = join(dir, 'link.wav');
    await symlink(path, link);
    expect(() => RecordingFile.open(link, 1)).toThrowError(
      expect.objectContaining({
        code: 'audio_not_found',
        message: expect.stringContaining('ELOOP') as string,
      }),
    );
  });

  it('does not name the path of a file that is not there', () => {
    const missing = join(dir, 'none.wav');
    expect(() => RecordingFile.open(missing, 1)).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining(dir) as string }),
    );
  });

  it.each([
    ['a folder', ''],
    ['an empty file', 'empty.wav'],
  ])('refuses %s', async (_, name) => {
    if (name) await writeFile(join(dir, name), '');
    expect(() => RecordingFile.open(join(dir, name), 1)).toThrowError(
      expect.objectContaining({ code: 'unsupported_media' }),
    );
  });
});
