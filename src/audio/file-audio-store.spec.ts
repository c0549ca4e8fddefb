import fs from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../config/load-config.js';
import { AudioPathError, AudioTooLargeError, EmptyAudioError } from './audio.errors.js';
import { FileAudioStore } from './file-audio-store.js';

describe('FileAudioStore', () => {
  let dir: string;
  let roots: string;
  let store: FileAudioStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'steno-audio-'));
    roots = join(dir, 'roots');
    await mkdir(roots);
    store = new FileAudioStore(
      parseConfig({ DATA_DIR: join(dir, 'data'), AUDIO_ROOTS: roots, MAX_UPLOAD_BYTES: '10' }),
    );
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(dir, { recursive: true });
  });

  const receive = (text: string, name = 'a.wav') => store.receive(Readable.from([Buffer.from(text)]), name);
  const incoming = () => readdir(join(dir, 'data/audio/incoming'));

  it('keeps the same content once, found by its hash', async () => {
    const [first, second] = [await receive('audio'), await receive('audio')];
    await first.keep();
    await second.keep();
    const path = await store.localPath(first.audio);
    expect(await readFile(path, 'utf8')).toBe('audio');
    expect(second.audio.location).toBe(first.audio.location);
    expect(await incoming()).toEqual([]);
  });

  it('leaves nothing of what is too large, empty, broken off or discarded', async () => {
    await expect(receive('eleven byte')).rejects.toThrow(AudioTooLargeError);
    await expect(receive('')).rejects.toThrow(EmptyAudioError);
    await expect(store.receive(brokenOff(), 'a')).rejects.toThrow('hung up');
    await (await receive('audio')).discard();
    expect(await incoming()).toEqual([]);
  });

  it('leaves nothing of what breaks off while its file is being opened', async () => {
    const openings = holdOpenings();
    await expect(store.receive(brokenOff(), 'a')).rejects.toThrow('hung up');
    for (const open of openings) open();
    expect(await incoming()).toEqual([]);
  });

  it('throws away what a killed process left of an upload a day ago, and nothing younger', async () => {
    const young = await receive('audio');
    const old = join(dir, 'data/audio/incoming/old');
    await writeFile(old, 'half an uplo');
    await utimes(old, 0, 0);
    await store.onModuleInit();
    expect(await incoming()).toHaveLength(1);
    await young.keep();
    expect(await store.localPath(young.audio)).toContain(young.audio.location);
  });

  it('does nothing when what was kept is discarded', async () => {
    const received = await receive('audio');
    await received.keep();
    await received.discard();
    expect(await store.localPath(received.audio)).toContain(received.audio.location);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\x.wav', 'x.wav'],
    ['a\u0000\nb.wav', 'ab.wav'],
    ['/', 'recording'],
    ['', 'recording'],
  ])('takes %j for the name %j', async (given, name) => {
    expect((await receive('audio', given)).audio.name).toBe(name);
  });

  it('admits files under its roots alone', async () => {
    await writeFile(join(roots, 'in.wav'), 'audio');
    await writeFile(join(dir, 'roots-not.wav'), 'audio');
    await symlink(join(dir, 'roots-not.wav'), join(roots, 'out.wav'));
    expect(await store.admit(join(roots, 'in.wav'))).toMatchObject({
      source: 'path',
      name: 'in.wav',
      bytes: 5,
    });
    for (const path of [
      'in.wav',
      join(dir, 'roots-not.wav'),
      join(roots, 'out.wav'),
      roots,
      `${roots}/in.wav\u0000`,
    ]) {
      await expect(store.admit(path), path).rejects.toThrow(AudioPathError);
    }
  });

  it('tells a recording that is gone from a store that is not there', async () => {
    await store.setId('ours');
    const received = await receive('audio');
    await received.keep();
    expect(await store.problem()).toBeNull();
    await rename(join(dir, 'data/audio'), join(dir, 'away'));
    expect(await store.problem()).toContain('not there');
    await expect(store.localPath(received.audio)).rejects.toMatchObject({ code: 'engine_unavailable' });
    await rename(join(dir, 'away'), join(dir, 'data/audio'));
    expect(await store.problem()).toBeNull();
    await store.remove(received.audio.location);
    await expect(store.localPath(received.audio)).rejects.toMatchObject({ code: 'audio_not_found' });
  });

  it('tells a recording from another one that takes its place, and knows an upload by its name', async () => {
    const path = join(roots, 'in.wav');
    await writeFile(path, 'audio');
    await utimes(path, 1, 1);
    const audio = await store.admit(path);
    const first = await store.revision(audio);
    await utimes(path, 1, 2);
    expect(await store.revision(audio)).not.toBe(first);
    await writeFile(path, 'longer');
    await utimes(path, 1, 1);
    expect(await store.revision(audio)).not.toBe(first);
    expect(await store.revision((await receive('audio')).audio)).toBe('');
  });

  it('tells when a recording is gone, or something else has taken its place', async () => {
    const path = join(roots, 'in.wav');
    await writeFile(path, 'audio');
    const audio = await store.admit(path);
    expect(await store.localPath(audio)).toBe(path);
    await rm(path);
    await expect(store.localPath(audio)).rejects.toMatchObject({ code: 'audio_not_found' });
    await writeFile(join(dir, 'secret'), 'secret');
    await symlink(join(dir, 'secret'), path);
    await expect(store.localPath(audio)).rejects.toMatchObject({ code: 'audio_not_found' });
  });
});

function brokenOff(): Readable {
  return new Readable({
    read() {
      this.destroy(new Error('hung up'));
    },
  });
}

type Opening = [path: string, flags: string, mode: number, opened: (error: null, fd: number) => void];

/** The files that streams would open: each is opened, and made, when it is called. */
function holdOpenings(): (() => void)[] {
  const openings: (() => void)[] = [];
  vi.spyOn(fs, 'open').mockImplementation((...args: unknown[]) => {
    const [path, flags, mode, opened] = args as Opening;
    openings.push(() => opened(null, fs.openSync(path, flags, mode)));
  });
  return openings;
}
