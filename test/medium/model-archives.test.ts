import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelCatalogue } from '../../src/models/model-catalogue.js';
import type { DownloadProgress } from '../../src/models/model-fetcher.js';
import { ModelStore } from '../../src/models/model-store.js';
import type { ArchiveSource, Model } from '../../src/models/model.js';
import {
  answering,
  ArchiveServer,
  cutAfter,
  ranged,
  rangeless,
  stalledAfter,
} from '../support/archive-server.js';
import { bzip2, hasBzip2, tarBz2 } from '../support/bzip2.js';

/** Does not shrink much, as weights do not. */
const WEIGHTS = Buffer.from(
  Array.from(
    { length: 300_000 },
    (_, index) =>
      createHash('md5')
        .update(String(index >> 4))
        .digest()[index & 15] ?? 0,
  ),
);
const FILES = {
  'made-up/README.md': 'not wanted',
  'made-up/weights.onnx': WEIGHTS,
  'made-up/tokens.txt': 'a 0\n',
  'made-up/test_wavs/0.wav': 'not wanted either',
};

let server: ArchiveServer;
let home: string;
let modelsDir: string;
let model: Model;

beforeEach(async () => {
  server = await ArchiveServer.listen();
  home = await mkdtemp(join(tmpdir(), 'steno-archives-'));
  modelsDir = join(home, 'models');
  if (hasBzip2) server.archive = await archiveOf(FILES);
  model = modelFrom(server.archive);
});

afterEach(async () => {
  await server.close();
  await rm(home, { recursive: true });
});

async function archiveOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const dir = await mkdtemp(join(home, 'packed-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return await tarBz2(dir, Object.keys(files));
}

function modelFrom(archive: Buffer, changes: Partial<ArchiveSource> = {}): Model {
  const files = ['weights.onnx', 'tokens.txt'].map((name) => ({ from: `made-up/${name}`, to: name }));
  return {
    id: 'made-up',
    kind: 'recogniser',
    languages: ['en'],
    findsLanguage: false,
    licence: 'MIT',
    sources: [
      {
        type: 'archive',
        url: server.url,
        sha256: createHash('sha256').update(archive).digest('hex'),
        sizeBytes: archive.length,
        unpackedBytes: WEIGHTS.length + 4,
        files,
        ...changes,
      },
    ],
    settings: { engine: 'silero-vad', model: 'weights.onnx' },
  };
}

function createStore(options: { stallTimeoutMs?: number; env?: NodeJS.ProcessEnv } = {}): ModelStore {
  const { env, ...settings } = options;
  return new ModelStore({
    modelsDir,
    catalogue: new ModelCatalogue([model]),
    npm: { cwd: home, env: { HOME: home, ...env } },
    retryDelaysMs: [1, 1],
    ...settings,
  });
}

/** Nothing but what stands here is in the models folder; a download that may go on as `(partial)`. */
async function modelsFolder(): Promise<string[]> {
  const names = await readdir(modelsDir).catch(() => []);
  return names.map((name) => (name.startsWith('.partial-') ? '(partial)' : name)).toSorted();
}

const half = (): number => Math.floor(server.archive.length / 2);

describe.skipIf(!hasBzip2)('a model in an archive', () => {
  it('is fetched once, keeps only its files, and is used offline', async () => {
    const { dir } = await createStore().ensure('made-up');
    expect((await readdir(dir)).toSorted()).toEqual(['model.json', 'tokens.txt', 'weights.onnx']);
    expect(await readFile(join(dir, 'weights.onnx'))).toEqual(WEIGHTS);
    expect(await modelsFolder()).toEqual(['made-up']);
    await expect(createStore().ensure('made-up')).resolves.toMatchObject({ dir });
    expect(server.requests).toHaveLength(1);
    const note = await createStore().verify('made-up');
    expect(note.archives).toMatchObject([{ url: server.url, published: true }]);
  });

  it('tells how much has arrived, then how much is unpacked', async () => {
    const seen: DownloadProgress[] = [];
    await createStore().ensure('made-up', { onProgress: (progress) => seen.push(progress) });
    const [totalBytes, modelId] = [server.archive.length, 'made-up'];
    const fetched = seen.filter(({ step }) => step === 'fetching');
    expect(fetched.at(-1)).toEqual({ modelId, step: 'fetching', receivedBytes: totalBytes, totalBytes });
    expect(seen.at(-1)).toEqual({ modelId, step: 'unpacking', receivedBytes: totalBytes, totalBytes });
  });

  it('goes on where a cut connection ended, again and again', async () => {
    const step = Math.ceil(server.archive.length / 6);
    server.answers = [...Array.from({ length: 5 }, () => cutAfter(step)), ranged];
    await createStore().ensure('made-up');
    expect(server.ranges[0]).toBeUndefined();
    expect(server.ranges.slice(1).every((range) => range?.startsWith('bytes='))).toBe(true);
    expect(server.requests.at(-1)?.headers['if-range']).toBe('"v1"');
    await createStore().verify('made-up');
  });

  it('goes on in the next start, whatever became of the first one', async () => {
    server.answers = [cutAfter(half()), answering(503)];
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringMatching(/E503.*HTTPS_PROXY.*what has arrived is kept.*--from FILE/s),
    });
    expect(await modelsFolder()).toEqual(['(partial)']);
    const [state] = await createStore().states();
    expect(state).toMatchObject({ installed: null, partialBytes: expect.any(Number) });
    expect(state?.partialBytes).toBeGreaterThan(0);
    server.answers = [ranged];
    await createStore().ensure('made-up');
    expect(server.ranges.at(-1)).toBe(`bytes=${state?.partialBytes}-`);
    expect(await modelsFolder()).toEqual(['made-up']);
  });

  it('goes on with what a killed process has left', async () => {
    server.answers = [cutAfter(half()), answering(404)];
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({ code: 'model_unavailable' });
    const [partial] = await readdir(modelsDir);
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const staging = join(modelsDir, `.fetch-${dead.pid}-00aa-${hostname()}`);
    await mkdir(staging);
    await rename(join(modelsDir, String(partial)), join(staging, String(partial)));
    server.answers = [ranged];
    await createStore().ensure('made-up');
    expect(server.ranges.at(-1)).toMatch(/^bytes=[1-9]/);
    expect(await modelsFolder()).toEqual(['made-up']);
  });

  it('begins again when the server has another file by now', async () => {
    server.answers = [cutAfter(half()), ranged];
    const download = createStore().ensure('made-up');
    server.requests.push = function push(this: typeof server.requests, request) {
      if (this.length > 0) server.etag = '"v2"';
      return Array.prototype.push.call(this, request);
    };
    await download;
    expect(server.requests.at(-1)?.headers['if-range']).toBe('"v1"');
    await createStore().verify('made-up');
  });

  it('begins again with a server that knows no ranges', async () => {
    server.answers = [cutAfter(half()), rangeless];
    await createStore().ensure('made-up');
    expect(server.ranges[1]).toMatch(/^bytes=/);
    await createStore().verify('made-up');
  });

  it('goes on without a validator when the hash will tell', async () => {
    server.etag = null;
    server.answers = [cutAfter(half()), ranged];
    await createStore().ensure('made-up');
    expect(server.ranges[1]).toMatch(/^bytes=/);
    expect(server.requests[1]?.headers['if-range']).toBeUndefined();
  });

  it('does not go on without a validator when nothing would tell', async () => {
    model = modelFrom(server.archive, { sha256: null });
    server.etag = null;
    server.answers = [cutAfter(half()), ranged];
    await createStore().ensure('made-up');
    expect(server.ranges).toEqual([undefined, undefined]);
  });

  it('starts a download again that stalls, and keeps what it has', async () => {
    server.answers = [stalledAfter(half()), ranged];
    await createStore({ stallTimeoutMs: 200 }).ensure('made-up');
    expect(server.ranges[1]).toMatch(/^bytes=/);
  });

  it('fetches once more from the beginning when what it went on with was another archive', async () => {
    const real = server.archive;
    server.archive = Buffer.from(real).fill(0, 100, 200);
    server.etag = null;
    server.answers = [cutAfter(half()), answering(404)];
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({ code: 'model_unavailable' });
    server.archive = real;
    server.answers = [ranged];
    await createStore().ensure('made-up');
    expect(server.ranges.slice(-2)).toEqual([expect.stringMatching(/^bytes=/), undefined]);
  });

  it.each([
    ['of another size', (archive: Buffer) => Buffer.concat([archive, Buffer.from('x')])],
    ['of another content', (archive: Buffer) => Buffer.from(archive).fill(7, 1_000, 1_010)],
  ])('is refused when the archive is one %s, and nothing of it is kept', async (_, tamper) => {
    server.archive = tamper(server.archive);
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining(server.url),
    });
    expect(server.requests).toHaveLength(1);
    expect(await modelsFolder()).toEqual([]);
  });

  it('follows the redirect to where the file lies, with the range', async () => {
    const storage = await ArchiveServer.listen();
    storage.archive = server.archive;
    server.answers = [answering(302, { location: storage.url })];
    storage.answers = [cutAfter(half()), ranged];
    try {
      await createStore().ensure('made-up');
      expect(storage.ranges[1]).toMatch(/^bytes=/);
      expect(server.requests).toHaveLength(2);
    } finally {
      await storage.close();
    }
  });

  it('does not turn in circles', async () => {
    server.answers = [answering(302, { location: '/model.tar.bz2' })];
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('EREDIRECT'),
    });
  });

  it('is fetched through the proxy of npm', async () => {
    const proxied: string[] = [];
    const proxy = createServer((request, response) => {
      proxied.push(String(request.url));
      response.writeHead(200, { 'content-length': server.archive.length }).end(server.archive);
    });
    // What is asked for by HTTPS goes through a tunnel; what is not, too.
    proxy.on('connect', (request, client) => {
      proxied.push(`CONNECT ${request.url}`);
      const { hostname: host, port } = new URL(`http://${request.url}`);
      const target = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      client.pipe(target).pipe(client);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
    await writeFile(join(home, '.npmrc'), `proxy=${address}\nhttps-proxy=${address}\nnoproxy=\n`);
    try {
      await createStore().ensure('made-up');
      expect(proxied).toHaveLength(1);
      expect(proxied[0]).toContain(new URL(server.url).host);
    } finally {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });

  it('is fetched once, however many ask for it at once', async () => {
    const [one, other] = [createStore(), createStore()];
    await Promise.all([one.ensure('made-up'), one.ensure('made-up'), other.ensure('made-up')]);
    expect(server.requests).toHaveLength(2);
    expect(await modelsFolder()).toEqual(['made-up']);
    await one.verify('made-up');
  });

  it('is not begun without room on the disk', async () => {
    model = modelFrom(server.archive, { unpackedBytes: 2 ** 60 });
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({
      code: 'model_no_space',
      message: expect.stringMatching(/MB are free.*DATA_DIR/),
    });
    expect(server.requests).toHaveLength(0);
    expect(await modelsFolder()).toEqual([]);
  });

  it('is removed with what has arrived of it', async () => {
    server.answers = [cutAfter(half()), answering(404)];
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({ code: 'model_unavailable' });
    await createStore().remove('made-up');
    expect(await modelsFolder()).toEqual([]);
  });

  it('of another edition than the catalogue has today is fetched anew', async () => {
    await createStore().ensure('made-up');
    server.archive = await archiveOf({ ...FILES, 'made-up/tokens.txt': 'b 0\n' });
    model = modelFrom(server.archive);
    expect(await createStore().find('made-up')).toBeNull();
    const { dir } = await createStore().ensure('made-up');
    expect(await readFile(join(dir, 'tokens.txt'), 'utf8')).toBe('b 0\n');
  });
});

describe.skipIf(!hasBzip2)('an archive without a published hash', () => {
  beforeEach(() => {
    model = modelFrom(server.archive, { sha256: null, sizeBytes: Math.round(server.archive.length * 0.9) });
  });

  it('is trusted on first use: its hash is written down, and damage is found', async () => {
    const { dir } = await createStore().ensure('made-up');
    const sha256 = createHash('sha256').update(server.archive).digest('hex');
    const note = await createStore().verify('made-up');
    expect(note.archives).toEqual([{ url: server.url, sha256, published: false }]);
    await writeFile(join(dir, 'tokens.txt'), 'b 0\n');
    await expect(createStore().verify('made-up')).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('is no endless one', async () => {
    server.archive = Buffer.concat([server.archive, Buffer.alloc(3 * server.archive.length)]);
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({ code: 'model_corrupt' });
    expect(await modelsFolder()).toEqual([]);
  });
});

describe.skipIf(!hasBzip2)('an archive that cannot be trusted', () => {
  const refused = async (archive: Buffer, reason: RegExp): Promise<void> => {
    server.archive = archive;
    model = modelFrom(archive);
    await expect(createStore().ensure('made-up')).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringMatching(reason),
    });
    expect(await modelsFolder()).toEqual([]);
  };

  it('that is none is refused', async () => {
    await refused(Buffer.from('<html>log in here</html>'), /cannot be unpacked/);
  });

  it('that ends too soon is refused', async () => {
    await refused(server.archive.subarray(0, half()), /cannot be unpacked/);
  });

  it('that holds a compressed something else is refused', async () => {
    await refused(bzip2(Buffer.from('no tar')), /cannot be unpacked/);
  });

  it('that lacks a file is refused', async () => {
    await refused(await archiveOf({ 'made-up/tokens.txt': 'a 0\n' }), /it lacks made-up\/weights\.onnx/);
  });

  it('that has a link in the place of a file is refused, and the link is not followed', async () => {
    const dir = await mkdtemp(join(home, 'linked-'));
    await mkdir(join(dir, 'made-up'));
    await writeFile(join(home, 'secret'), 'secret');
    await symlink(join(home, 'secret'), join(dir, 'made-up/weights.onnx'));
    await writeFile(join(dir, 'made-up/tokens.txt'), 'a 0\n');
    await refused(await tarBz2(dir, ['made-up']), /it lacks made-up\/weights\.onnx/);
  });

  it('that has a file twice is refused', async () => {
    const dir = await mkdtemp(join(home, 'twice-'));
    await mkdir(join(dir, 'made-up'));
    await writeFile(join(dir, 'made-up/tokens.txt'), 'a 0\n');
    await refused(await tarBz2(dir, ['made-up/tokens.txt', 'made-up/tokens.txt']), /holds .* twice/);
  });

  it('that unpacks to far more than a model is refused', async () => {
    const bomb = await archiveOf({ 'made-up/zeros': Buffer.alloc(8 * 1024 * 1024), ...FILES });
    server.archive = bomb;
    await refused(bomb, /unpacks to more than any model/);
  });

  it('whose files are far larger than the model’s is refused', async () => {
    const large = Buffer.concat([WEIGHTS, WEIGHTS, WEIGHTS]);
    await refused(
      await archiveOf({ ...FILES, 'made-up/weights.onnx': large }),
      /larger than those of the model/,
    );
  });

  it('writes nothing outside, whatever its paths say', async () => {
    const dir = await mkdtemp(join(home, 'outside-'));
    await mkdir(join(dir, 'inner'));
    await writeFile(join(dir, 'evil'), 'evil');
    const tarball = join(dir, 'evil.tar');
    await create({ cwd: join(dir, 'inner'), file: tarball, preservePaths: true }, ['../evil']);
    await refused(bzip2(await readFile(tarball)), /it lacks/);
    expect(await readdir(home)).not.toContain('evil');
  });
});

describe.skipIf(!hasBzip2)('an archive that somebody brought', () => {
  const brought = async (content: Buffer): Promise<string> => {
    const path = join(home, 'download (1).bin');
    await writeFile(path, content);
    return path;
  };

  it('is told by its content, checked and installed without a network', async () => {
    const path = await brought(server.archive);
    await server.close();
    const { dir } = await createStore().install('made-up', [path]);
    expect(await readFile(join(dir, 'weights.onnx'))).toEqual(WEIGHTS);
    await createStore().verify('made-up');
    expect(await readFile(path)).toEqual(server.archive);
    server = await ArchiveServer.listen();
  });

  it('replaces a model that is here', async () => {
    const { dir } = await createStore().ensure('made-up');
    await writeFile(join(dir, 'tokens.txt'), 'b 0\n');
    await createStore().install('made-up', [await brought(server.archive)]);
    await createStore().verify('made-up');
    expect(await modelsFolder()).toEqual(['made-up']);
  });

  it('is refused when it is another one', async () => {
    const path = await brought(Buffer.concat([server.archive, Buffer.from('x')]));
    await expect(createStore().install('made-up', [path])).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining(server.url),
    });
    await expect(createStore().install('made-up', [join(home, 'none')])).rejects.toMatchObject({
      code: 'model_unavailable',
    });
    expect(await modelsFolder()).toEqual([]);
  });

  it('is taken for what it should be when no hash is published', async () => {
    model = modelFrom(server.archive, { sha256: null });
    await createStore().install('made-up', [await brought(server.archive)]);
    expect((await createStore().verify('made-up')).archives).toMatchObject([{ published: false }]);
  });
});
