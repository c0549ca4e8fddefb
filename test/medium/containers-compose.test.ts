import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_SHUTDOWN_TIMEOUT_MS, LETTING_GO_MAX_MS } from '../../src/bootstrap/worker-shutdown.js';
import { environmentSchema } from '../../src/config/environment.schema.js';
import { parseConfig } from '../../src/config/load-config.js';
import { type ComposeService, parseCompose, variablesOf } from '../support/compose-file.js';

const ROOT = join(import.meta.dirname, '../..');
const COMPOSE = read('docker-compose.yml');
const EXAMPLE = parseEnv(read('.env.example'));
const SECRETS = { ADMIN_KEY: 'a-key-of-16-chars', POSTGRES_PASSWORD: 'p4ssw0rd' };
const VARIABLES = { ...EXAMPLE, ...SECRETS };
const { services, volumes } = parseCompose(COMPOSE, VARIABLES);
const SCHEMA_NAMES = Object.keys(environmentSchema.shape);

/** Those of the image; they mean the inside of a container, and Compose leaves them alone. */
const SET_BY_IMAGE = ['HOST', 'PORT', 'WORKER_HEALTH_PORT', 'DATA_DIR', 'AUDIO_ROOTS', 'AUDIO_STORE'];

describe('.env.example', () => {
  it('names every variable of the schema, those of the RQ worker first', () => {
    expect(Object.keys(EXAMPLE)).toEqual(expect.arrayContaining(SCHEMA_NAMES));
    const assignments = read('.env.example').match(/^[A-Z].*$/gm) ?? [];
    expect(assignments.slice(0, 5)).toEqual([
      'REDIS_URL=redis://localhost:6379/0',
      'QUEUE_NAME=transcription_jobs',
      'JOB_TIMEOUT=300',
      'WORKER_COUNT=2',
      'LOG_LEVEL=INFO',
    ]);
  });

  it('shows the defaults', () => {
    expect(parseConfig({ ...EXAMPLE, REDIS_URL: '' })).toEqual(parseConfig({}));
  });

  it('names no other variable than those of Steno and of docker-compose.yml', () => {
    const known = [...SCHEMA_NAMES, ...variablesOf(COMPOSE)];
    expect(known).toEqual(expect.arrayContaining(Object.keys(EXAMPLE)));
    expect(Object.keys(EXAMPLE)).toEqual(expect.arrayContaining(variablesOf(COMPOSE)));
  });
});

describe('docker-compose.yml', () => {
  it.each(['migrate', 'api', 'worker'])('configures %s as the program takes it', (name) => {
    const config = parseConfig(
      { HOST: '0.0.0.0', DATA_DIR: '/data', ...service(name).environment },
      { servesApi: name === 'api' },
    );
    expect(config.queue.redisUrl).toBe('redis://redis:6379/0');
    expect(config.database.url).toBe('postgresql://steno:p4ssw0rd@postgres:5432/steno');
  });

  it('starts from .env.example plus two secrets, and with nothing but them', () => {
    expect(parseCompose(COMPOSE, SECRETS)).toEqual(parseCompose(COMPOSE, VARIABLES));
    for (const name of Object.keys(SECRETS)) {
      expect(() => parseCompose(COMPOSE, { ...VARIABLES, [name]: '' })).toThrow(name);
    }
  });

  it('hands every variable of Steno on, but those that the image sets', () => {
    const passed = ['api', 'worker'].flatMap((name) => Object.keys(service(name).environment ?? {}));
    expect([...new Set([...passed, ...SET_BY_IMAGE])].toSorted()).toEqual(SCHEMA_NAMES.toSorted());
  });

  it('lets `--scale worker=4` work: nothing of a worker is there once only', () => {
    expect(service('worker')).not.toHaveProperty('container_name');
    expect(service('worker')).not.toHaveProperty('ports');
    expect(service('worker').command).toEqual(['--worker']);
  });

  it('starts the roles after the schema is there, and the schema after the database', () => {
    for (const name of ['api', 'worker']) {
      expect(service(name).depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
        postgres: { condition: 'service_healthy' },
      });
    }
    const migrate = service('migrate');
    expect(migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect([migrate.command, migrate.restart]).toEqual([['--migrate'], 'no']);
  });

  it('has a health check for everything that goes on running, and the same one as the image for ours', () => {
    for (const [name, { healthcheck }] of Object.entries(services)) {
      if (name === 'migrate') expect(healthcheck).toEqual({ disable: true });
      else expect([name, healthcheck?.test?.[0]]).toEqual([name, 'CMD']);
    }
    const [, image] = /^\s+CMD (\["node".*)$/m.exec(read('Dockerfile')) ?? [];
    const command = JSON.parse(image ?? '') as string[];
    for (const name of ['api', 'worker']) expect(service(name).healthcheck?.test?.slice(1)).toEqual(command);
  });

  it('shares one audio store between API and workers, on volumes that it declares', () => {
    for (const name of ['api', 'worker']) expect(service(name).volumes).toEqual(['data:/data']);
    const mounted = Object.values(services).flatMap((each) => each.volumes ?? []);
    expect(new Set(mounted.map((volume) => volume.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
  });

  it('gives our containers no rights and no room to write but /data and /tmp', () => {
    for (const name of ['migrate', 'api', 'worker']) {
      expect(service(name)).toMatchObject({
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('limits what API and workers use, and publishes the API on this machine alone', () => {
    for (const name of ['api', 'worker']) {
      expect(service(name).deploy?.resources).toMatchObject({
        limits: { cpus: expect.any(String) as string, memory: expect.any(String) as string },
        reservations: { memory: expect.any(String) as string },
      });
    }
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(published).toEqual(['api 127.0.0.1:3000:3000']);
  });

  it('gives a worker longer than its own shutdown takes before it is killed', () => {
    const { worker } = parseConfig(service('worker').environment ?? {}, { servesApi: false });
    const graceSeconds = Number(/^(\d+)s$/.exec(service('worker').stop_grace_period ?? '')?.[1]);
    expect(worker.shutdownTimeoutMs).toBe(DEFAULT_SHUTDOWN_TIMEOUT_MS);
    expect(graceSeconds * 1000).toBeGreaterThan(DEFAULT_SHUTDOWN_TIMEOUT_MS + LETTING_GO_MAX_MS);
  });

  it('keeps what Redis and PostgreSQL were given', () => {
    expect(service('redis').command).toEqual(
      expect.arrayContaining(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']),
    );
    expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql']);
  });

  it('builds the image with the model that it configures', () => {
    const other = parseCompose(COMPOSE, { ...VARIABLES, MODEL: 'another-model' }).services['worker'];
    expect(other?.build?.args).toEqual({ BAKE_MODEL: 'another-model' });
    expect(other?.environment?.['MODEL']).toBe('another-model');
  });
});

describe('docs/deployment.md', () => {
  const snippets = Array.from(read('docs/deployment.md').matchAll(/```yaml\n(.*?)```/gs), ([, text]) => text);
  const containers = snippets.flatMap((text) => containersOf(parse(text ?? '')));

  it('probes API and worker in Kubernetes where they answer, and waits for a worker to end', () => {
    const probed = containers.map(({ container }) =>
      (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map((probe) => {
        const { path, port } = container[probe].httpGet;
        const { containerPort } = container.ports.find(({ name }) => name === port) ?? {};
        return `${path}:${containerPort}`;
      }),
    );
    expect(probed).toEqual([
      ['/health/startup:3000', '/health/live:3000', '/health/ready:3000'],
      ['/health/startup:3001', '/health/live:3001', '/health/ready:3001'],
    ]);
    const worker = containers.at(-1);
    expect(worker?.container.args).toEqual(['--worker']);
    expect((worker?.terminationGracePeriodSeconds ?? NaN) * 1000).toBeGreaterThan(
      DEFAULT_SHUTDOWN_TIMEOUT_MS + LETTING_GO_MAX_MS,
    );
  });
});

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface KubernetesContainer {
  readonly args?: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

/** Of a pod's spec, as the snippets show it. */
function containersOf(document: unknown) {
  const { spec } = document as {
    spec?: { terminationGracePeriodSeconds: number; containers: KubernetesContainer[] };
  };
  const { terminationGracePeriodSeconds } = spec ?? {};
  return (spec?.containers ?? []).map((container) => ({ container, terminationGracePeriodSeconds }));
}

function service(name: string): ComposeService {
  const found = services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
