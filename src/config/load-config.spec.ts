import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfig, originOf, parseConfig } from './load-config.js';

describe('parseConfig', () => {
  it('needs nothing: every variable has a default', () => {
    const config = parseConfig({});
    expect(config.queue).toEqual({ name: 'transcription_jobs', redisUrl: null });
    expect(config.jobs.timeoutSeconds).toBe(300);
    expect(config.worker.recognisers).toBe(2);
    expect(config.http).toEqual({ host: '127.0.0.1', port: 3000, adminKey: null });
    expect(config.database.url).toBeNull();
    expect(config.logLevel).toBe('INFO');
  });

  it('takes an empty value as unset', () => {
    expect(parseConfig({ REDIS_URL: '', PORT: ' ' }).http.port).toBe(3000);
  });

  it('names every bad variable in one error, and the value of none', () => {
    const act = () =>
      parseConfig({
        PORT: 'eighty',
        WORKER_COUNT: '0',
        REDIS_URL: 'http://hunter2-redis',
        LOG_LEVEL: 'chatty',
        AUDIO_ROOTS: 'relative/hunter2',
        SECRET_KEY: 'hunter2',
      });
    expect(act).toThrow(ConfigError);
    try {
      act();
    } catch (error) {
      const { message } = error as ConfigError;
      for (const name of ['PORT', 'WORKER_COUNT', 'REDIS_URL', 'LOG_LEVEL', 'AUDIO_ROOTS', 'SECRET_KEY']) {
        expect(message).toContain(`${name}: expected`);
      }
      expect(message).not.toMatch(/hunter2|eighty|chatty/);
    }
  });

  it('refuses to be reachable from other hosts without a key', () => {
    expect(() => parseConfig({ HOST: '0.0.0.0' })).toThrow(/ADMIN_KEY/);
    expect(() => parseConfig({ HOST: '::' })).toThrow(/ADMIN_KEY/);
    expect(parseConfig({ HOST: '0.0.0.0', ADMIN_KEY: 'k'.repeat(16) }).http.host).toBe('0.0.0.0');
    expect(parseConfig({ HOST: '0.0.0.0' }, { servesApi: false }).http.adminKey).toBeNull();
    expect(parseConfig({ HOST: '127.0.0.2' }).http.host).toBe('127.0.0.2');
    expect(parseConfig({ HOST: '::1' }).http.host).toBe('::1');
  });

  it.each(['a key with spaces in it', 'ein-schlüssel-fürs-haus', 'short'])(
    'refuses %j as the key of the API: no client could send it, or anybody guess it',
    (key) => expect(() => parseConfig({ ADMIN_KEY: key })).toThrow(/ADMIN_KEY: expected at least 16 letters/),
  );

  it('reads levels in any case and folders as a list', () => {
    const config = parseConfig({ LOG_LEVEL: 'debug', AUDIO_ROOTS: '/srv/a:/srv/b', SHUTDOWN_TIMEOUT: '7' });
    expect(config.logLevel).toBe('DEBUG');
    expect(config.audio.roots).toEqual(['/srv/a', '/srv/b']);
    expect(config.worker.shutdownTimeoutMs).toBe(7000);
  });
});

describe('loadConfig', () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steno-config-'));
    process.chdir(folder);
    writeFileSync('.env', 'JOB_TIMEOUT=60\nQUEUE_NAME=\n');
  });

  afterEach(() => {
    process.chdir(before);
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['90', 90, 'from the environment'],
    ['', 60, 'from .env of this folder'],
    [undefined, 60, 'from .env of this folder'],
  ])('with %j in the environment takes %j, %s', (value, taken, origin) => {
    vi.stubEnv('JOB_TIMEOUT', value);
    expect(loadConfig({ servesApi: false }).jobs.timeoutSeconds).toBe(taken);
    expect(originOf('JOB_TIMEOUT')).toBe(origin);
  });

  it('tells of what is empty everywhere that it is as by default', () => {
    vi.stubEnv('QUEUE_NAME', ' ');
    expect(originOf('QUEUE_NAME')).toBe('by default');
  });
});
