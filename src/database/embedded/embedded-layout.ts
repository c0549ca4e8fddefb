import { chmod, mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseError } from '../database-error.js';

/** What lies where under DATA_DIR/postgres. */
export interface EmbeddedLayout {
  /** Owned by us; the account of PostgreSQL may only pass through it. */
  readonly root: string;
  readonly cluster: string;
  /** A cluster in the making; renamed to `cluster` when it is whole, thrown away when found at a start. */
  readonly staging: string;
  readonly claims: string;
  readonly password: string;
  /** Who may log in (pg_hba.conf); outside of the cluster, whose owner need not be us. */
  readonly accessRules: string;
  /** Written while the server runs, for the other processes of this installation. */
  readonly connection: string;
  /** The port of the last start. */
  readonly port: string;
  readonly log: string;
}

export function embeddedLayout(dataDir: string): EmbeddedLayout {
  const root = resolve(dataDir, 'postgres');
  return {
    root,
    cluster: join(root, 'cluster'),
    staging: join(root, 'initialising'),
    claims: join(root, 'claims'),
    password: join(root, 'password'),
    accessRules: join(root, 'pg_hba.conf'),
    connection: join(root, 'connection.json'),
    port: join(root, 'port'),
    log: join(root, 'postgres.log'),
  };
}

/** The layout under the real path of DATA_DIR, with `root` made if need be. */
export async function prepareLayout(dataDir: string): Promise<EmbeddedLayout> {
  const { root } = embeddedLayout(dataDir);
  try {
    await mkdir(root, { recursive: true });
    await chmod(root, process.getuid?.() === 0 ? 0o711 : 0o700);
    return embeddedLayout(await realpath(dataDir));
  } catch (error) {
    throw new DatabaseError(
      'database_unavailable',
      `DATA_DIR cannot be written: ${whyNotWritable(error as NodeJS.ErrnoException, resolve(dataDir))}. ` +
        'Set DATA_DIR to a directory that Steno may write to, or mend this one.',
      { cause: error },
    );
  }
}

function whyNotWritable({ code, message }: NodeJS.ErrnoException, dataDir: string): string {
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return `${dataDir} is not a directory, or a file is in its way`;
  if (code === 'EROFS') return `${dataDir} is on a read-only file system`;
  if (code === 'EACCES' || code === 'EPERM')
    return `user ${process.getuid?.()} has no right to write to ${dataDir}`;
  return `${dataDir}: ${message}`;
}
