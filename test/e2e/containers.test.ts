import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataDir, removeDataDir, StenoProcess } from './support/steno-process.js';

const ROOT = join(import.meta.dirname, '../..');

/** What a container engine runs beside the program, and what an image is built with. */
describe('the programs of the image', () => {
  let dataDir: string;
  let closedPort: string;

  beforeAll(async () => {
    dataDir = await createDataDir();
    closedPort = await findClosedPort();
  });

  afterAll(() => removeDataDir(dataDir));

  it('--fetch-models puts the models into DATA_DIR and ends', () => {
    const { status, stdout, stderr } = run(['dist/main.js', '--fetch-models'], { DATA_DIR: dataDir });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(join(dataDir, 'models', 'moonshine-tiny-en'));
  });

  it('the health check says of API and worker whether they can work', async () => {
    const api = await StenoProcess.start([], dataDir);
    const worker = await StenoProcess.start(['--worker'], dataDir);
    try {
      expect(healthOf({ api })).toMatchObject({ status: 0 });
      expect(healthOf({ worker })).toMatchObject({ status: 0 });
      expect(healthOf({ api, worker })).toMatchObject({ status: 0 });
      await api.stop();
      expect(healthOf({ api })).toMatchObject({ status: 1 });
      // The database was the API's.
      // What a probe found is told again for a second.
      await expect.poll(() => healthOf({ api, worker }).status, { timeout: 10_000 }).toBe(1);
      const left = healthOf({ api, worker });
      expect(left.stdout).toContain(`${worker.url}/health/ready 503`);
    } finally {
      await worker.stop();
      await api.stop();
    }
    expect(healthOf({ worker })).toMatchObject({ status: 1 });
  });

  function healthOf({ api, worker }: { api?: StenoProcess; worker?: StenoProcess }) {
    return run(['deploy/healthcheck.mjs'], {
      HOST: '0.0.0.0',
      PORT: api ? new URL(api.url).port : closedPort,
      WORKER_HEALTH_PORT: worker ? new URL(worker.url).port : closedPort,
    });
  }
});

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  return spawnSync(process.execPath, args, { cwd: ROOT, env: { ...inherited, ...env }, encoding: 'utf8' });
}

/** Nobody listens there. */
async function findClosedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return String(port);
}
