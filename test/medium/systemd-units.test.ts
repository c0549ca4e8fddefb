import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/bootstrap/explain.js';
import { DEFAULT_SHUTDOWN_TIMEOUT_MS, LETTING_GO_MAX_MS } from '../../src/bootstrap/worker-shutdown.js';
import { ConfigError } from '../../src/config/config-error.js';
import { environmentSchema } from '../../src/config/environment.schema.js';
import { parseConfig } from '../../src/config/load-config.js';
import { environmentOf, readUnit, words } from '../support/systemd-unit.js';

const ROOT = join(import.meta.dirname, '../..');
const api = readUnit(join(ROOT, 'deploy/systemd/steno-api.service'));
const worker = readUnit(join(ROOT, 'deploy/systemd/transcription-worker@.service'));
const units = Object.entries({ api, worker });
const example = parseEnv(readFileSync(join(ROOT, 'deploy/systemd/steno.env'), 'utf8'));

/** Where the program is installed. */
const PROGRAM_DIR = '/opt/steno';

/** Directives that say what a service may do. What it may use, and how it ends, is each one's own. */
const SANDBOX = Object.keys(api.Service).filter((name) =>
  /^(Capability|Lock|NoNew|Private|Protect|Proc|Remove|Restrict|StateDir|UMask|User)/.test(name),
);

const configOf = (unit: typeof api, instance?: string) =>
  parseConfig({ ...environmentOf(unit, instance), ...example }, { servesApi: unit === api });

describe.each(units)('the systemd unit of the %s', (_name, unit) => {
  it('starts what a build makes', () => {
    const [node, script, ...flags] = words(unit.Service['ExecStart']);
    expect(node).toBe('/usr/bin/node');
    expect(existsSync(join(ROOT, script ?? '')) && script).toBe('dist/main.js');
    expect(flags).toEqual(unit === worker ? ['--worker'] : []);
    expect(unit.Service['WorkingDirectory']).toBe(PROGRAM_DIR);
    const documentation = new URL(words(unit.Unit['Documentation'])[0] ?? '').pathname;
    expect(existsSync(join(ROOT, relative(PROGRAM_DIR, documentation)))).toBe(true);
  });

  it('names variables that there are, with values that the program takes', () => {
    const names = [...Object.keys(environmentOf(unit)), ...Object.keys(example)];
    expect(Object.keys(environmentSchema.shape)).toEqual(expect.arrayContaining(names));
    const config = configOf(unit, '1');
    expect(config.dataDir).toBe(join('/var/lib', String(unit.Service['StateDirectory'])));
    expect(config.database.url).toMatch(/^postgresql:/);
    expect(words(unit.Service['EnvironmentFile'])[0]).toBe('/etc/steno/steno.env');
  });

  it('starts once the disk of the uploads is mounted', () => {
    const uploads = join('/var/lib', String(unit.Service['StateDirectory']), 'audio');
    expect(unit.Unit['RequiresMountsFor']).toBe(uploads);
  });

  it('is started again for as long as it is wanted and that can help, and not in a hurry', () => {
    expect(unit.Service['Restart']).toBe('always');
    expect(Number(unit.Service['RestartSec'])).toBeGreaterThanOrEqual(5);
    expect(unit.Unit['StartLimitIntervalSec']).toBe('0');
    expect(unit.Service['RestartPreventExitStatus']).toBe(String(exitCodeOf(new ConfigError([]))));
    expect(unit.Install['WantedBy']).toBe('multi-user.target');
  });

  it('is root nowhere, has no capabilities and writes to its state alone', () => {
    expect(unit.Service).toMatchObject({
      User: 'steno',
      CapabilityBoundingSet: '',
      NoNewPrivileges: 'yes',
      ProtectSystem: 'strict',
      UMask: '0077',
    });
    expect(unit.Service).not.toHaveProperty('ReadWritePaths');
    // V8 compiles.
    expect(unit.Service).not.toHaveProperty('MemoryDenyWriteExecute');
    expect(words(unit.Service['SystemCallFilter']).slice(0, 3)).toEqual([
      '@system-service',
      '~@privileged',
      '@resources',
    ]);
  });
});

describe('the systemd units', () => {
  it('hold API and workers in the same sandbox', () => {
    const sandboxes = units.map(([, { Service }]) => SANDBOX.map((name) => [name, Service[name]]));
    expect(sandboxes[0]).toEqual(sandboxes[1]);
    expect(SANDBOX.length).toBeGreaterThan(20);
  });

  it('let a worker finish: the signal goes to it alone, and nothing kills it before it has let go', () => {
    expect(worker.Service['KillMode']).toBe('mixed');
    expect(configOf(worker, '1').worker.shutdownTimeoutMs).toBe(DEFAULT_SHUTDOWN_TIMEOUT_MS);
    const graceMs = Number(worker.Service['TimeoutStopSec']) * 1000;
    expect(graceMs).toBeGreaterThan(DEFAULT_SHUTDOWN_TIMEOUT_MS + LETTING_GO_MAX_MS);
  });

  it('give each worker of a machine a port of its own for its probes', () => {
    expect(example).not.toHaveProperty('WORKER_HEALTH_PORT');
    const instances = Array.from({ length: 99 }, (_, index) => String(index + 1));
    const ports = instances.map((instance) => configOf(worker, instance).worker.healthPort);
    expect(ports.slice(0, 2)).toEqual([3101, 3102]);
    expect(new Set([configOf(api).http.port, ...ports]).size).toBe(instances.length + 1);
    expect(words(worker.Service['EnvironmentFile'])).toContain('-/etc/steno/worker-%i.env');
  });
});
