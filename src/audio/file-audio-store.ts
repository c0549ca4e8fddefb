import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { callbackify } from 'node:util';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { APP_CONFIG, type AppConfig, FREE_MIN_BYTES } from '../config/app-config.js';
import { JobError } from '../transcription/domain/job-error.js';
import type { JobAudio } from '../transcription/domain/job.js';
import { wellFormedText } from '../transcription/domain/text.js';
import { AudioStore, type ReceivedAudio } from '../transcription/ports/audio-store.js';
import { isMissing } from './missing-file.js';
import { StoreMarker } from './store-marker.js';
import { AudioPathError, AudioStoreFullError, AudioTooLargeError, EmptyAudioError } from './audio.errors.js';

const NAME_MAX_LENGTH = 255;

/** Of an upload, between two looks at the disk. */
const LOOK_EVERY_BYTES = 64 * 1024 ** 2;

/** The store's own files: `ab/ab…`, by their SHA-256. */
const PREFIX = /^[0-9a-f]{2}$/;
const CONTENT_HASH = /^[0-9a-f]{64}$/;

/** Nobody uploads for longer; and whoever made a mistake has a day to see it. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** A disk that does not answer for so long is in trouble. */
const SILENCE_MAX_MS = 2000;

const NOT_THERE =
  'the store of recordings is not there: DATA_DIR/audio/.store, which the API writes, is missing';

/**
 * Uploads under `DATA_DIR/audio`, each at a path made of the SHA-256 of its content alone: no name that a client
 * gave is ever part of a path, and the same recording is kept once.
 */
@Injectable()
export class FileAudioStore extends AudioStore implements OnModuleInit {
  private readonly logger = new Logger('AudioStore');
  private readonly folder: string;
  private readonly incoming: string;
  private readonly marker: StoreMarker;
  /** Under way: a disk that hangs must not get one thread after the other. */
  private looking: Promise<string | null> | null = null;

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {
    super();
    this.folder = join(config.dataDir, 'audio');
    this.incoming = join(this.folder, 'incoming');
    this.marker = new StoreMarker(config);
  }

  async onModuleInit(): Promise<void> {
    await this.removeAbandoned();
  }

  async removeAbandoned(): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.incoming).catch(() => [])) {
      const path = join(this.incoming, name);
      if (!(await isAbandoned(path))) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  async receive(source: Readable, name: string): Promise<ReceivedAudio> {
    await mkdir(this.incoming, { recursive: true });
    await this.requireSpace();
    const incoming = join(this.incoming, randomUUID());
    try {
      const { bytes, sha256 } = await this.write(source, incoming);
      const location = join(sha256.slice(0, 2), sha256);
      return {
        audio: { source: 'upload', name: displayName(name), location, bytes, sha256, durationSeconds: null },
        keep: () => this.moveInto(incoming, join(this.folder, location)),
        discard: () => rm(incoming, { force: true }),
      };
    } catch (error) {
      await rm(incoming, { force: true });
      throw translated(error);
    }
  }

  async admit(path: string): Promise<JobAudio> {
    const location = await this.underRoots(path);
    const { size } = await stat(location);
    if (size === 0) throw new EmptyAudioError();
    if (size > this.config.audio.maxUploadBytes)
      throw new AudioTooLargeError(this.config.audio.maxUploadBytes);
    return {
      source: 'path',
      name: displayName(basename(location)),
      location,
      bytes: size,
      sha256: null,
      durationSeconds: null,
    };
  }

  async id(): Promise<string | null> {
    return (await this.marker.read())?.id ?? null;
  }

  async setId(id: string): Promise<void> {
    await this.marker.write({ id });
  }

  async problem(): Promise<string | null> {
    this.looking ??= this.look().finally(() => (this.looking = null));
    const silent = delay(SILENCE_MAX_MS, 'the store of recordings does not answer', { ref: false });
    return await Promise.race([this.looking, silent]);
  }

  async *locations(): AsyncGenerator<string, void, void> {
    for (const prefix of await readdir(this.folder).catch(() => [])) {
      if (!PREFIX.test(prefix)) continue;
      for (const name of await this.namesIn(prefix)) {
        if (CONTENT_HASH.test(name) && (await isAbandoned(join(this.folder, prefix, name))))
          yield join(prefix, name);
      }
    }
  }

  async remove(location: string): Promise<void> {
    await rm(join(this.folder, location), { force: true });
  }

  /**
   * A path is looked at again: since it was admitted a symlink may have taken its place. A disk that does not answer is no
   * missing recording.
   */
  async localPath(audio: JobAudio): Promise<string> {
    const path = audio.source === 'upload' ? join(this.folder, audio.location) : audio.location;
    const found = await realpath(path).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (found === null && audio.source === 'upload') await this.requireStore();
    if (found === null || (audio.source === 'path' && found !== path) || !(await stat(found)).isFile()) {
      throw new JobError('audio_not_found', 'The recording is not there any more.');
    }
    return path;
  }

  async revision({ source, location }: JobAudio): Promise<string> {
    if (source === 'upload') return '';
    const { size, mtimeMs } = await stat(location);
    return `${size} ${mtimeMs}`;
  }

  private async look(): Promise<string | null> {
    try {
      return (await this.marker.read()) === null ? NOT_THERE : null;
    } catch (error) {
      return `the store of recordings cannot be read: ${(error as Error).message}`;
    }
  }

  /** One recording that is missing is its job's affair; all of them are this worker's. */
  private async requireStore(): Promise<void> {
    const problem = await this.problem();
    if (problem !== null) throw new JobError('engine_unavailable', problem);
  }

  /**
   * Opens the file itself: a pipeline that fails does not wait for its last stream, which could make the file only
   * after it was removed.
   */
  private async write(source: Readable, path: string): Promise<{ bytes: number; sha256: string }> {
    const hash = createHash('sha256');
    const { maxUploadBytes } = this.config.audio;
    let bytes = 0;
    let lookAtBytes = LOOK_EVERY_BYTES;
    const look = callbackify(() => this.requireSpace());
    const measure = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        hash.update(chunk);
        if (bytes > maxUploadBytes) return done(new AudioTooLargeError(maxUploadBytes));
        if (bytes < lookAtBytes) return done(null, chunk);
        lookAtBytes += LOOK_EVERY_BYTES;
        look((error) => done(error, chunk));
      },
    });
    const file = await open(path, 'wx', 0o640);
    await pipeline(source, measure, file.createWriteStream({ flush: true }));
    if (bytes === 0) throw new EmptyAudioError();
    return { bytes, sha256: hash.digest('hex') };
  }

  /** On the disk that the database may be on, too. A store on a disk of its own may fill it to the end. */
  private async requireSpace(): Promise<void> {
    const { bavail, bsize } = await statfs(this.config.dataDir);
    if (bavail * bsize < FREE_MIN_BYTES) throw new AudioStoreFullError();
  }

  /** The same content may be there already: then it takes its own place. */
  private async moveInto(incoming: string, path: string): Promise<void> {
    try {
      await mkdir(dirname(path), { recursive: true });
      await rename(incoming, path);
      await flushFolder(dirname(path));
    } catch (error) {
      throw translated(error);
    }
  }

  private async namesIn(prefix: string): Promise<string[]> {
    try {
      return await readdir(join(this.folder, prefix));
    } catch (error) {
      this.logger.warn('a folder of recordings cannot be read', { folder: prefix, error: String(error) });
      return [];
    }
  }

  private async underRoots(path: string): Promise<string> {
    if (!isAbsolute(path) || path.includes('\u0000')) throw new AudioPathError();
    const location = await realpath(path).catch(() => null);
    if (location === null || !(await stat(location)).isFile()) throw new AudioPathError();
    for (const root of this.config.audio.roots) {
      const folder = await realpath(root).catch(() => null);
      if (folder !== null && location.startsWith(folder.endsWith(sep) ? folder : folder + sep))
        return location;
    }
    throw new AudioPathError();
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > ABANDONED_AFTER_MS;
}

/** A rename survives a power cut when its folder is on the disk. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function translated(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' ? new AudioStoreFullError({ cause: error }) : error;
}

/** The name for people: no folders, no control characters, not endless. */
function displayName(name: string): string {
  const base =
    wellFormedText(name)
      .replaceAll(/\p{Cc}/gu, '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  return Array.from(base).slice(0, NAME_MAX_LENGTH).join('') || 'recording';
}
