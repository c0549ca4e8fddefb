import { inspect } from 'node:util';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiKeyService } from '../../src/api-key/api-key.service.js';
import { ChangeApiKeyDto } from '../../src/api-key/http/dto/change-api-key.dto.js';
import { KeySealer } from '../../src/api-key/key-sealer.js';
import { PostgresApiKeyRepository } from '../../src/api-key/persistence/postgres-api-key.repository.js';
import { PostgresSecretVersionRepository } from '../../src/api-key/persistence/postgres-secret-version.repository.js';
import { SecretKeyring } from '../../src/api-key/secret-keyring.js';
import { SecretRotation } from '../../src/api-key/secret-rotation.js';
import { StoredProviderKeys } from '../../src/api-key/stored-provider-keys.js';
import { createDataSourceOptions } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const OLD_SECRET = 'the old secret key';
const NEW_SECRET = 'the new secret key';
const KEY = 'sk-proj-4f9aB7Qq81x4Zq';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = createDataSourceOptions({ url: database.url, poolSize: 5, applicationName: 'test' });
  dataSource = await new DataSource(options).initialize();
});

beforeEach(() => dataSource.query('TRUNCATE api_keys, secret_versions RESTART IDENTITY'));

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** What a process has that was started with these secrets. */
function processWith(secretKey: string | null, previousSecretKey: string | null = null) {
  const versions = new PostgresSecretVersionRepository(dataSource);
  const sealer = new KeySealer(new SecretKeyring({ secretKey, previousSecretKey }, versions));
  const repository = new PostgresApiKeyRepository(dataSource);
  return {
    service: new ApiKeyService(repository, sealer),
    keys: new StoredProviderKeys(repository, sealer),
    start: () => new SecretRotation(repository, sealer).onApplicationBootstrap(),
  };
}

async function opened(keys: StoredProviderKeys, id = 'openai-key-1'): Promise<string> {
  const access = await keys.open(id);
  if (access.type !== 'opened') throw new Error(access.type);
  return access.key.secret.reveal();
}

const versionsOfKeys = () => dataSource.query('SELECT id, secret_version FROM api_keys ORDER BY id');

describe('a stored provider key', () => {
  it('opens in another process with the same SECRET_KEY, and is nowhere in the database in clear', async () => {
    await processWith(OLD_SECRET).service.create({ id: 'openai-key-1', key: KEY });
    expect(await opened(processWith(OLD_SECRET).keys)).toBe(KEY);
    const [row] = await dataSource.query<{ sealed: Buffer }[]>('SELECT * FROM api_keys');
    expect(JSON.stringify(row)).not.toContain(KEY);
    expect(row?.sealed.includes(KEY)).toBe(false);
  });

  it('has defaults that follow from the model', async () => {
    const { service } = processWith(OLD_SECRET);
    expect(await service.create({ id: 'a', key: KEY })).toMatchObject({
      provider: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      model: 'whisper-1',
      responseFormat: 'verbose_json',
      maxPartSeconds: 180,
      maxConcurrency: 2,
      lastFour: 'x4Zq',
      lastUsedAt: null,
    });
    expect(await service.create({ id: 'b', key: 'short', model: 'gpt-4o-transcribe' })).toMatchObject({
      responseFormat: 'json',
      maxPartSeconds: 40,
      lastFour: null,
    });
  });

  it('needs a SECRET_KEY, and an id that nobody has', async () => {
    await expect(processWith(null).service.create({ id: 'a', key: KEY })).rejects.toMatchObject({
      code: 'secret_key_missing',
    });
    const { service } = processWith(OLD_SECRET);
    await service.create({ id: 'a', key: KEY });
    await expect(service.create({ id: 'a', key: 'other' })).rejects.toMatchObject({
      code: 'api_key_id_taken',
    });
    expect(await opened(processWith(OLD_SECRET).keys, 'a')).toBe(KEY);
  });

  it('is not sent elsewhere by who does not know it: another base URL wants the key again', async () => {
    const { service, keys } = processWith(OLD_SECRET);
    await service.create({ id: 'openai-key-1', key: KEY });
    const baseUrl = 'https://attacker.example/v1';
    await expect(service.update('openai-key-1', { baseUrl })).rejects.toMatchObject({ code: 'key_required' });
    expect(await service.update('openai-key-1', { baseUrl: 'https://api.openai.com/v1/' })).toBeTruthy();
    expect(await service.update('openai-key-1', { baseUrl, key: 'sk-another-one' })).toMatchObject({
      baseUrl,
      lastFour: '-one',
    });
    expect(await opened(keys)).toBe('sk-another-one');
  });

  it('keeps what a change does not name', async () => {
    const { service, keys } = processWith(OLD_SECRET);
    await service.create({ id: 'openai-key-1', key: KEY, maxPartSeconds: 60 });
    expect(await service.update('openai-key-1', { model: 'whisper-2', maxConcurrency: 5 })).toMatchObject({
      model: 'whisper-2',
      maxConcurrency: 5,
      maxPartSeconds: 60,
      lastFour: 'x4Zq',
    });
    expect(await opened(keys)).toBe(KEY);
  });

  it('does not open when a row was changed or copied by hand', async () => {
    const { service, keys } = processWith(OLD_SECRET);
    await service.create({ id: 'openai-key-1', key: KEY });
    await dataSource.query(`
      INSERT INTO api_keys (id, provider, base_url, model, response_format, max_part_seconds, max_concurrency, sealed, secret_version)
      SELECT 'copy', provider, base_url, model, response_format, max_part_seconds, max_concurrency, sealed, secret_version
        FROM api_keys`);
    expect(await keys.open('copy')).toMatchObject({ type: 'locked' });
    await dataSource.query(`UPDATE api_keys SET base_url = 'https://attacker.example/v1'`);
    expect(await keys.open('openai-key-1')).toMatchObject({ type: 'locked' });
  });

  it('is not said to be tampered with when the database is away', async () => {
    const { service } = processWith(OLD_SECRET);
    await service.create({ id: 'openai-key-1', key: KEY });
    const away = new Error('connect ECONNREFUSED');
    const versions = { list: () => Promise.reject(away), add: () => Promise.reject(away) };
    const secrets = { secretKey: OLD_SECRET, previousSecretKey: null };
    const sealer = new KeySealer(new SecretKeyring(secrets, versions));
    const keys = new StoredProviderKeys(new PostgresApiKeyRepository(dataSource), sealer);
    await expect(keys.open('openai-key-1')).rejects.toBe(away);
  });

  it.each(['key', 'base_url', 'model', 'response_format', 'max_part_seconds', 'max_concurrency'])(
    'has no %s that is null: what stays is left out',
    async (field) => {
      const wrong = await validate(plainToInstance(ChangeApiKeyDto, { [field]: null }));
      expect(wrong.map(({ property }) => property)).toEqual([field]);
      expect(await validate(plainToInstance(ChangeApiKeyDto, {}))).toEqual([]);
    },
  );

  it('tells when it was used, and is gone when it is deleted', async () => {
    const { service, keys } = processWith(OLD_SECRET);
    await service.create({ id: 'openai-key-1', key: KEY });
    await keys.open('openai-key-1');
    expect((await service.get('openai-key-1')).lastUsedAt).toBeInstanceOf(Date);
    await service.delete('openai-key-1');
    expect(await keys.open('openai-key-1')).toEqual({ type: 'unknown' });
    await expect(service.get('openai-key-1')).rejects.toMatchObject({ code: 'api_key_not_found' });
    await expect(service.delete('no\u0000id')).rejects.toMatchObject({ code: 'api_key_not_found' });
  });

  it('shows itself in no JSON and no text', async () => {
    const { service, keys } = processWith(OLD_SECRET);
    await service.create({ id: 'openai-key-1', key: KEY });
    const access = await keys.open('openai-key-1');
    expect(`${JSON.stringify(access)} ${inspect(access, { depth: 9 })}`).not.toContain(KEY);
  });
});

describe('a new SECRET_KEY', () => {
  it('takes over what the previous one sealed when an API starts', async () => {
    await processWith(OLD_SECRET).service.create({ id: 'openai-key-1', key: KEY });
    await processWith(NEW_SECRET, OLD_SECRET).start();
    expect(await versionsOfKeys()).toEqual([{ id: 'openai-key-1', secret_version: 2 }]);
    expect(await opened(processWith(NEW_SECRET).keys)).toBe(KEY);
    expect(await processWith(OLD_SECRET).keys.open('openai-key-1')).toMatchObject({ type: 'locked' });
  });

  it('opens what the previous one sealed before that', async () => {
    await processWith(OLD_SECRET).service.create({ id: 'openai-key-1', key: KEY });
    expect(await opened(processWith(NEW_SECRET, OLD_SECRET).keys)).toBe(KEY);
  });

  it('alone opens nothing, and whoever wants to run a job is told what to do', async () => {
    await processWith(OLD_SECRET).service.create({ id: 'openai-key-1', key: KEY });
    const { service, start } = processWith(NEW_SECRET);
    await start();
    await expect(service.admit('openai-key-1')).rejects.toMatchObject({ code: 'secret_key_changed' });
    expect(await versionsOfKeys()).toEqual([{ id: 'openai-key-1', secret_version: 1 }]);
    expect(await opened(processWith(OLD_SECRET).keys)).toBe(KEY);
  });

  it('is taken over once by several APIs that start together', async () => {
    const { service } = processWith(OLD_SECRET);
    await service.create({ id: 'a', key: KEY });
    await service.create({ id: 'b', key: `${KEY}-b` });
    await Promise.all([1, 2, 3].map(() => processWith(NEW_SECRET, OLD_SECRET).start()));
    const { keys } = processWith(NEW_SECRET);
    expect([await opened(keys, 'a'), await opened(keys, 'b')]).toEqual([KEY, `${KEY}-b`]);
  });
});
