import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileAudioStore } from '../../src/audio/file-audio-store.js';
import { parseConfig } from '../../src/config/load-config.js';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import type { JobAudio } from '../../src/transcription/domain/job.js';
import { PostgresHousekeepingRepository } from '../../src/transcription/persistence/postgres-housekeeping.repository.js';
import { PostgresJobRepository } from '../../src/transcription/persistence/postgres-job.repository.js';
import { RecordingDisposal } from '../../src/transcription/recording-disposal.js';
import { StoreClaim, StoreOwnership } from '../../src/transcription/store-ownership.js';
import { newJob } from '../factories/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** Uploads on a real disk, their jobs in a real PostgreSQL. */
describe('the store of recordings', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let dir: string;
  let store: FileAudioStore;
  let disposal: RecordingDisposal;
  let claim: StoreClaim;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = createDataSourceOptions({ url: database.url, poolSize: 2, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'steno-audio-'));
    const config = parseConfig({ DATA_DIR: dir });
    const records = new PostgresHousekeepingRepository(dataSource);
    store = new FileAudioStore(config);
    const ownership = new StoreOwnership(store, records);
    disposal = new RecordingDisposal(config, store, records, ownership);
    claim = new StoreClaim(ownership);
    await claim.onApplicationBootstrap();
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await dataSource.query('DELETE FROM jobs');
    await rm(dir, { recursive: true });
  });

  /** Its file is a day and an hour old. */
  const upload = async (content: string): Promise<JobAudio> => {
    const received = await store.receive(Readable.from([Buffer.from(content)]), 'a.wav');
    await received.keep();
    const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(join(dir, 'audio', received.audio.location), longAgo, longAgo);
    return received.audio;
  };

  const kept = async (): Promise<string[]> => {
    const names = await readdir(join(dir, 'audio'), { recursive: true });
    return names.filter((name) => /[0-9a-f]{64}$/.test(name));
  };

  const otherDatabase = () => dataSource.query('UPDATE audio_store SET id = gen_random_uuid()');

  it('loses what no job needs, and nothing else', async () => {
    const needed = await upload('needed');
    await new PostgresJobRepository(dataSource).create(newJob({ audio: needed }), { maxUnended: 9 });
    await upload('left over');
    expect(await disposal.sweep()).toBe(1);
    expect(await kept()).toEqual([needed.location]);
  });

  it('loses nothing that is younger than a day', async () => {
    const { location } = await upload('just arrived');
    await utimes(join(dir, 'audio', location), new Date(), new Date());
    expect(await disposal.sweep()).toBe(0);
    expect(await kept()).toEqual([location]);
  });

  it('loses nothing to a database that is not its own, which says what to do', async () => {
    const audio = await upload('of a job that this database does not know');
    await otherDatabase();
    const warn = vi.spyOn(Logger.prototype, 'warn');
    await claim.onApplicationBootstrap();
    expect(await disposal.sweep()).toBe(0);
    expect(await disposal.dispose([audio])).toBe(0);
    expect(await kept()).toEqual([audio.location]);
    expect(warn).toHaveBeenCalledTimes(3);
    expect(warn).toHaveBeenLastCalledWith(
      'recordings that are not of this database are left alone',
      expect.objectContaining({
        advice: expect.stringMatching(/DATABASE_URL.*delete DATA_DIR\/audio\/\.store/),
      }),
    );
  });

  it('loses what a killed API left on the way, though it was never started again', async () => {
    const incoming = join(dir, 'audio/incoming/half');
    await mkdir(dirname(incoming), { recursive: true });
    await writeFile(incoming, 'half an uplo');
    expect(await disposal.sweep()).toBe(0);
    await utimes(incoming, 0, 0);
    expect(await disposal.sweep()).toBe(1);
    expect(await readdir(dirname(incoming))).toEqual([]);
  });

  it('loses what it can when some of it cannot be read or removed', async () => {
    const stuck = join('00', '00'.repeat(32));
    await mkdir(join(dir, 'audio', stuck), { recursive: true });
    await utimes(join(dir, 'audio', stuck), 0, 0);
    await writeFile(join(dir, 'audio/01'), 'no folder');
    const audio = await upload('left over');
    const warn = vi.spyOn(Logger.prototype, 'warn');
    expect(await disposal.sweep()).toBe(1);
    expect(await kept()).toEqual([stuck]);
    expect(warn.mock.calls.map(([message]) => message as string).toSorted()).toEqual([
      'a folder of recordings cannot be read',
      'a recording cannot be removed',
    ]);
    expect(await disposal.dispose([{ ...audio, location: stuck }, audio])).toBe(1);
  });

  it('is given to another database by who deletes its mark and starts the API again', async () => {
    await upload('left over');
    await otherDatabase();
    await rm(join(dir, 'audio/.store'));
    expect(await disposal.sweep()).toBe(0);
    await claim.onApplicationBootstrap();
    expect(await disposal.sweep()).toBe(1);
  });
});
