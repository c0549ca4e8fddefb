import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from '../database-error.js';
import { EMBEDDED_NAME } from './embedded-connection.js';
import type { EmbeddedLayout } from './embedded-layout.js';
import type { PostgresAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { explainFailure } from './postgres-failure.js';

/** Nothing is inherited: neither secrets nor a locale. TZ spares initdb from guessing the time zone. */
export const POSTGRES_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' } as const;

/** Nobody logs in with it: it has no password, and `initdb --auth=reject` and ACCESS_RULES leave it no way in. */
const SUPERUSER = 'postgres';

/** pg_hba.conf: whatever no line allows is refused. */
const ACCESS_RULES = `host all ${EMBEDDED_NAME} 127.0.0.1/32 scram-sha-256\n`;

export async function clusterExists(layout: EmbeddedLayout): Promise<boolean> {
  return stat(layout.cluster).then(
    () => true,
    () => false,
  );
}

/** Rejects with `data_dir_incompatible` when the cluster is not ours to serve. */
export async function checkCluster(layout: EmbeddedLayout, binaries: PostgresBinaries): Promise<void> {
  const { uid } = await stat(layout.cluster);
  const self = process.getuid?.() ?? uid;
  if (self !== 0 && self !== uid) {
    throw incompatible(`${layout.cluster} belongs to user ${uid}, and Steno runs as user ${self}`);
  }
  const version = await readFile(join(layout.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) throw incompatible(`${layout.cluster} holds no readable PostgreSQL cluster`);
  if (Number.parseInt(version, 10) !== binaries.majorVersion) {
    throw incompatible(
      `${layout.cluster} was made by PostgreSQL ${version.trim()}, and this Steno brings PostgreSQL ` +
        `${binaries.majorVersion}. Start the Steno that made it, dump the database, and restore it into a new ` +
        'DATA_DIR',
    );
  }
}

/** At each start, so that a cluster of an earlier version comes under them too. The server's account reads them. */
export async function writeAccessRules({ accessRules }: EmbeddedLayout): Promise<void> {
  await writeFile(accessRules, ACCESS_RULES);
  await chmod(accessRules, 0o644);
}

/**
 * Makes a cluster with the role and the database of Steno in it. All of it happens in the staging directory, which
 * is renamed at the end, so an interrupted initialisation leaves nothing that could be taken for a cluster.
 */
export async function createCluster(
  layout: EmbeddedLayout,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  password: string,
  fsync: 'on' | 'off',
): Promise<void> {
  await rm(layout.staging, { recursive: true, force: true });
  await mkdir(layout.staging, { mode: 0o700 });
  const cluster = join(layout.staging, 'cluster');
  await account.own(layout.staging);
  const run = async (program: string, args: string[], input = '') => {
    const { file, args: words, ...identity } = await account.command(program, args, layout.staging);
    const { code, output } = await runToEnd(file, words, { cwd: '/', ...identity }, input);
    if (code !== 0) throw explainFailure('The embedded database could not be initialised', output);
  };
  await run(binaries.initdb, [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    '--auth=reject',
    '--encoding=UTF8',
    '--locale=C',
    ...(fsync === 'off' ? ['--no-sync'] : []),
  ]);
  await run(
    binaries.postgres,
    ['--single', '-D', cluster, '-c', 'exit_on_error=on', '-c', `fsync=${fsync}`, SUPERUSER],
    `CREATE ROLE ${EMBEDDED_NAME} LOGIN CREATEDB PASSWORD '${password}'\n` +
      `CREATE DATABASE ${EMBEDDED_NAME} OWNER ${EMBEDDED_NAME}\n`,
  );
  await rename(cluster, layout.cluster);
  await rm(layout.staging, { recursive: true, force: true });
}

interface Identity {
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

function runToEnd(file: string, args: readonly string[], identity: Identity, input: string) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(file, args, { ...identity, env: POSTGRES_ENVIRONMENT, detached: true });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.once('error', (error) =>
      reject(explainFailure('The embedded database could not be initialised', error.message)),
    );
    child.once('close', (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}

function incompatible(reason: string): DatabaseError {
  return new DatabaseError('data_dir_incompatible', `The embedded database cannot be used: ${reason}.`);
}
