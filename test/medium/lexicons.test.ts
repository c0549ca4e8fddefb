import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import type { LexiconContent } from '../../src/lexicon/domain/lexicon.js';
import { LexiconService } from '../../src/lexicon/lexicon.service.js';
import { PostgresLexiconRepository } from '../../src/lexicon/persistence/postgres-lexicon.repository.js';
import type { Job } from '../../src/transcription/domain/job.js';
import { PostgresJobRepository } from '../../src/transcription/persistence/postgres-job.repository.js';
import { newJob } from '../factories/new-job.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const ROOM = { maxUnended: 100_000 };

function contentOf(...terms: string[]): LexiconContent {
  return {
    description: '',
    entries: terms.map((term) => ({ term, soundsLike: [], boost: 1, case: 'exact', wholeWord: true })),
  };
}

/** On a real PostgreSQL. */
describe('lexicons', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let lexicons: LexiconService;
  let jobs: PostgresJobRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = createDataSourceOptions({ url: database.url, poolSize: 5, applicationName: 'test' });
    dataSource = await new DataSource(options).initialize();
    jobs = new PostgresJobRepository(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await dataSource.query('TRUNCATE jobs, lexicons CASCADE');
    lexicons = new LexiconService(new PostgresLexiconRepository(dataSource));
  });

  it('has a new version for each new content, and none for the same', async () => {
    expect(await lexicons.create('a', contentOf('one'))).toMatchObject({ version: 1, termCount: 1 });
    const next = await lexicons.put('a', contentOf('one', 'two'), { onlyNew: false });
    expect(next).toMatchObject({ created: true, lexicon: { version: 2, termCount: 2 } });
    const same = await lexicons.put('a', contentOf('one', 'two'), { onlyNew: false });
    expect(same).toMatchObject({ created: false, lexicon: { version: 2 } });
    expect((await lexicons.versions('a')).map(({ version }) => version)).toEqual([2, 1]);
    expect((await lexicons.content('a@1')).entries.map(({ term }) => term)).toEqual(['one']);
  });

  it('tells the terms that are sought, those with the greatest boost first', async () => {
    const boosts = { rare: 1, never: 0, often: 3, seldom: 1 };
    const entries = contentOf(...Object.keys(boosts)).entries.map((entry) => ({
      ...entry,
      boost: boosts[entry.term as keyof typeof boosts],
    }));
    const lexicon = await lexicons.create('a', { description: '', entries });
    const opened = lexicons.open(lexicon);
    expect(await opened.likeliestTerms()).toMatchObject([
      { term: 'often', boost: 3 },
      { term: 'rare', boost: 1 },
      { term: 'seldom', boost: 1 },
    ]);
  });

  it('does not create one that is there', async () => {
    await lexicons.create('a', contentOf('one'));
    await expect(lexicons.create('a', contentOf('two'))).rejects.toMatchObject({ code: 'lexicon_id_taken' });
    await expect(lexicons.put('a', contentOf('two'), { onlyNew: true })).rejects.toMatchObject({
      code: 'lexicon_id_taken',
    });
  });

  it('writes one version after the other when many come at once', async () => {
    const contents = Array.from({ length: 8 }, (_, at) => contentOf(`term${at}`));
    const written = await Promise.all(contents.map((one) => lexicons.put('a', one, { onlyNew: false })));
    expect(written.map(({ lexicon }) => lexicon.version).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });

  it.each(['b', 'a@2', 'a@0', '../a', 'a\u0000', ''])('finds no %o', async (reference) => {
    await lexicons.create('a', contentOf('one'));
    await expect(lexicons.get(reference)).rejects.toMatchObject({ code: 'lexicon_not_found' });
    await expect(lexicons.pin(reference)).rejects.toMatchObject({ code: 'lexicon_unknown' });
  });

  it('lists the newest versions, page by page', async () => {
    for (const id of ['c', 'a', 'b']) await lexicons.create(id, contentOf('one'));
    await lexicons.put('b', contentOf('two'), { onlyNew: false });
    const first = await lexicons.list({ limit: 2 });
    expect(first.lexicons.map(({ id, version }) => `${id}@${version}`)).toEqual(['a@1', 'b@2']);
    const second = await lexicons.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ lexicons: [{ id: 'c' }], nextCursor: null });
  });

  it('keeps a deleted version as long as a job has it', async () => {
    await lexicons.create('a', contentOf('one'));
    const lexicon = await lexicons.pin('a');
    await lexicons.put('a', contentOf('two'), { onlyNew: false });
    const accepted = await jobs.create(newJob({ lexicon }), ROOM);
    const job = accepted?.job as Job;
    expect(job.lexicon).toEqual({ id: 'a', version: 1 });

    await lexicons.delete('a');
    await expect(lexicons.get('a')).rejects.toMatchObject({ code: 'lexicon_not_found' });
    await expect(lexicons.delete('a')).rejects.toMatchObject({ code: 'lexicon_not_found' });
    const opened = lexicons.open(lexicon);
    expect((await opened.correct([{ text: 'One.' }], 'en')).revisions).toHaveLength(1);
    await expect(jobs.create(newJob({ lexicon: { id: 'a', version: 2 } }), ROOM)).rejects.toThrow(
      /jobs_lexicon_fkey/,
    );

    await jobs.cancel(job.id);
    await jobs.delete(job.id);
    expect(await lexicons.purge()).toBe(1);
    expect(await lexicons.purge()).toBe(0);
    expect(await dataSource.query('SELECT description, entries FROM lexicons')).toEqual([
      { description: '', entries: [] },
    ]);
  });

  it('counts on after a deleted one of the same name that a job has', async () => {
    await lexicons.create('a', contentOf('one'));
    await jobs.create(newJob({ lexicon: await lexicons.pin('a') }), ROOM);
    await lexicons.delete('a');
    expect(await lexicons.create('a', contentOf('three'))).toMatchObject({ version: 2 });
  });

  it('gives no number twice, though a lexicon of the same name was deleted', async () => {
    await lexicons.create('a', contentOf('one'));
    await lexicons.delete('a');
    const { version } = await lexicons.create('a', contentOf('two'));
    expect(version).toBeGreaterThan(1);
    await expect(lexicons.get('a@1')).rejects.toMatchObject({ code: 'lexicon_not_found' });
    expect(await lexicons.versions('a')).toMatchObject([{ version }]);

    await lexicons.delete('a');
    const again = await lexicons.create('a', contentOf('one'));
    expect(again.version).toBeGreaterThan(version);
    await lexicons.purge();
    expect(await dataSource.query('SELECT version FROM lexicons')).toEqual([{ version: again.version }]);
  });

  it('removes what was deleted while the next version is being written', async () => {
    await lexicons.create('a', contentOf('one'));
    await dataSource.query('UPDATE lexicons SET deleted_at = now()');
    const writer = dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query(`SELECT pg_advisory_xact_lock(hashtextextended('lexicon a', 0))`);
    await writer.query(`
      INSERT INTO lexicons (id, version, description, entries, term_count, digest)
      SELECT id, 2, 'new', entries, term_count, digest FROM lexicons`);
    const purged = lexicons.purge();
    await vi.waitFor(async () => {
      const waiting = await dataSource.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(1);
    });
    await writer.commitTransaction();
    await writer.release();
    expect(await purged).toBe(1);
    expect(await lexicons.versions('a')).toMatchObject([{ version: 2, description: 'new' }]);
  });

  it('corrects a text, and the same text in the same way after it was compiled again', async () => {
    await lexicons.create('a', contentOf('Digium'));
    const { revisions, corrections } = await lexicons.preview('a', "Didgeum's server", 'en');
    expect(revisions[0]?.text).toBe("Digium's server");
    const again = new LexiconService(new PostgresLexiconRepository(dataSource));
    expect((await again.preview('a@1', "Didgeum's server", 'en')).corrections).toEqual(corrections);
  });

  it('knows a new lexicon from a deleted one of the same name', async () => {
    await lexicons.create('a', contentOf('Digium'));
    await lexicons.preview('a', 'Didgeum', 'en');
    await lexicons.delete('a');
    expect(await lexicons.create('a', contentOf('Terraform'))).toMatchObject({ version: 3 });
    const { revisions } = await lexicons.preview('a', 'Didgeum in terra form', 'en');
    expect(revisions[0]?.text).toBe('Didgeum in Terraform');
  });

  it('replaces what is spelled out in a language that it knows nothing of', async () => {
    const entry = {
      term: 'Digium',
      soundsLike: ['die Dschiums'],
      boost: 1,
      case: 'exact',
      wholeWord: true,
    } as const;
    await lexicons.create('a', { description: '', entries: [entry] });
    const { revisions } = await lexicons.preview('a', 'Über die Dschiums und Didgeum.', 'de');
    expect(revisions[0]?.text).toBe('Über Digium und Didgeum.');
  });
});
