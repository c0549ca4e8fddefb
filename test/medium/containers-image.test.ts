import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.js';
import { MODEL_CATALOGUE } from '../../src/models/model-catalogue.js';
import { parseAssignments, parseCopy, parseDockerfile, type Stage, valuesOf } from '../support/dockerfile.js';

const ROOT = join(import.meta.dirname, '../..');
const TEXT = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const STAGES = parseDockerfile(TEXT);

/** No container engine runs where these tests do: they hold what an image can get wrong without being built. */
describe('the Dockerfile', () => {
  it('copies only what the repository has and .dockerignore lets through', () => {
    const tracked = git('ls-files', '--cached', '--others', '--exclude-standard');
    const admitted = lines(join(ROOT, '.dockerignore'))
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = copies(null).flatMap((copy) => copy.sources);
    expect(sources).not.toEqual([]);
    for (const source of sources) {
      const exists = tracked.some((path) => path === source || path.startsWith(`${source}/`));
      expect([source, exists]).toEqual([source, true]);
      expect([source, admitted.includes(source)]).toEqual([source, true]);
    }
    expect(admitted.toSorted()).toEqual([...new Set(sources)].toSorted());
  });

  it('takes from stages only what they made', () => {
    const made = { build: ['/app/dist'], production: ['/app/node_modules'], models: ['/app/models'] };
    const known = ['packages'];
    for (const stage of STAGES) {
      if (!stage.base.startsWith('$')) expect(known).toContain(stage.base);
      for (const { from, sources } of valuesOf(stage, 'COPY').map(parseCopy)) {
        if (from === null) continue;
        expect(known).toContain(from);
        expect(made[from as keyof typeof made]).toEqual(expect.arrayContaining([...sources]));
      }
      known.push(stage.name);
    }
  });

  it('runs npm scripts and flags that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const runs = STAGES.flatMap((stage) => valuesOf(stage, 'RUN')).join('\n');
    for (const [, script] of runs.matchAll(/npm run (\S+)/g)) expect(scripts).toHaveProperty([script ?? '']);
    const usage = help();
    const flags = Array.from(runs.matchAll(/node dist\/main\.js (--\S+?);?(?=\s|$)/g), ([, flag]) => flag);
    expect(flags).toEqual(['--fetch-models']);
    for (const flag of flags) expect(usage).toContain(`node dist/main.js ${flag} `);
  });

  it('starts a role by its argument, as a user without rights, on a configuration that the program takes', () => {
    const runtime = lastStage();
    expect(valuesOf(runtime, 'ENTRYPOINT')).toEqual(['["tini", "--", "node", "dist/main.js"]']);
    expect(valuesOf(runtime, 'CMD')).toEqual(['[]']);
    expect(valuesOf(runtime, 'USER')).toEqual(['1000:1000']);
    expect(valuesOf(runtime, 'VOLUME')).toEqual(['/data']);
    const environment = imageEnvironment();
    expect(() => parseConfig(environment)).toThrow(/ADMIN_KEY/);
    const config = parseConfig({ ...environment, ADMIN_KEY: 'k'.repeat(16) });
    expect(config).toMatchObject({ dataDir: '/data', http: { host: '0.0.0.0', port: 3000 } });
    expect(config.worker.healthPort).toBe(3001);
    expect(valuesOf(runtime, 'EXPOSE')).toEqual(['3000 3001']);
  });

  it('bakes in a model of the catalogue', () => {
    expect(MODEL_CATALOGUE.get(buildArgument('BAKE_MODEL'))).toMatchObject({ kind: 'recogniser' });
    expect(imageEnvironment()['MODEL']).toBe(buildArgument('BAKE_MODEL'));
  });

  it('checks the health of every role with a script that it carries', () => {
    const [healthcheck] = valuesOf(lastStage(), 'HEALTHCHECK');
    expect(healthcheck).toContain('CMD ["node", "deploy/healthcheck.mjs"]');
    expect(copies(null).flatMap(({ sources }) => sources)).toContain('deploy/healthcheck.mjs');
  });

  it('keeps secrets out of its layers: npm’s configuration is mounted where npm or the program needs it', () => {
    for (const run of STAGES.flatMap((stage) => valuesOf(stage, 'RUN'))) {
      if (!/npm ci|--fetch-models/.test(run)) continue;
      expect(run).toContain('--mount=type=secret,id=npmrc,target=/root/.npmrc');
    }
    expect(TEXT).not.toMatch(/^(ARG|ENV).*(KEY|TOKEN|PASSWORD|SECRET)/m);
  });
});

function copies(from: string | null) {
  return STAGES.flatMap((stage) => valuesOf(stage, 'COPY'))
    .map(parseCopy)
    .filter((copy) => copy.from === from);
}

function lastStage(): Stage {
  const stage = STAGES.at(-1);
  if (!stage) throw new Error('no stage');
  return stage;
}

/** As a container of the image has it; build arguments at their defaults. */
function imageEnvironment(): Record<string, string> {
  const assignments = valuesOf(lastStage(), 'ENV').map(parseAssignments);
  const merged = Object.assign({}, ...assignments) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(merged).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{(\w+)\}/g, (_, argument: string) => buildArgument(argument)),
    ]),
  );
}

function buildArgument(name: string): string {
  const value = new RegExp(`^ARG ${name}=(.*)$`, 'm').exec(TEXT)?.[1];
  if (value === undefined) throw new Error(`no ARG ${name}`);
  return value;
}

function help(): string {
  const args = ['--import', 'tsx', 'src/main.ts', '--help'];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
}

function git(...args: string[]): string[] {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n');
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n');
}
