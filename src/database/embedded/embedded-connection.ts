import { randomBytes } from 'node:crypto';
import { readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { DatabaseError } from '../database-error.js';
import { embeddedLayout, type EmbeddedLayout } from './embedded-layout.js';
import { findRecordedServer } from './postmaster-pid-file.js';

/** Role and database of Steno in the embedded cluster. The role is no superuser. */
export const EMBEDDED_NAME = 'steno';
const OWNER_ONLY = 0o600;

export interface EmbeddedConnection {
  /** With the password in it: not for logs. */
  readonly url: string;
}

/**
 * For a process that did not start the database itself, such as a separate worker on the same DATA_DIR.
 *
 * The file outlives a power cut or a `kill -9`, and its port may be another program's by then. node-postgres cannot
 * be told to accept SCRAM only: it sends the password in clear to a server that demands it so. Hence the file is
 * believed only while the server of this cluster lives and listens on that port. A client that reconnects later
 * does not come by here; it is safe while the API lives, which starts a killed server again on its port.
 */
export async function readEmbeddedConnection(dataDir: string): Promise<EmbeddedConnection> {
  const { cluster, connection } = embeddedLayout(await realpath(dataDir).catch(() => dataDir));
  const { url } = await readPublished(connection);
  const server = await findRecordedServer(cluster);
  if (!server?.listening) throw notRunning(`${connection} is left from a server that has ended`);
  if (server.port !== Number(new URL(url).port)) throw notRunning(`${connection} names another port`);
  return { url };
}

async function readPublished(file: string): Promise<EmbeddedConnection> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EmbeddedConnection;
  } catch (error) {
    throw notRunning(`no ${file}`, error);
  }
}

function notRunning(sign: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'database_unavailable',
    `No embedded database runs in this DATA_DIR (${sign}). Start the API first, or set DATABASE_URL.`,
    { cause },
  );
}

/** Whole or not at all: a reader never sees half a file. */
export async function publishConnection(layout: EmbeddedLayout, url: string): Promise<void> {
  const draft = `${layout.connection}.draft`;
  await writeFile(draft, JSON.stringify({ url } satisfies EmbeddedConnection), { mode: OWNER_ONLY });
  await rename(draft, layout.connection);
}

export function connectionUrl(port: number, password: string): string {
  return `postgresql://${EMBEDDED_NAME}:${password}@127.0.0.1:${port}/${EMBEDDED_NAME}`;
}

export async function loadOrCreatePassword(layout: EmbeddedLayout, clusterExists: boolean): Promise<string> {
  try {
    return await readFile(layout.password, 'utf8');
  } catch (error) {
    if (!clusterExists) return createPassword(layout);
    throw new DatabaseError(
      'data_dir_incompatible',
      `The password of the embedded database cannot be read (${layout.password}). Put it back from a backup.`,
      { cause: error },
    );
  }
}

async function createPassword(layout: EmbeddedLayout): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await writeFile(layout.password, password, { mode: OWNER_ONLY, flush: true });
  return password;
}

/**
 * The port of the last time if it is still free, so that workers which outlived a restart of the API find the
 * database again. Another program may yet take it before PostgreSQL does; the caller then asks anew.
 */
export async function choosePort(layout: EmbeddedLayout): Promise<number> {
  const last = Number(await readFile(layout.port, 'utf8').catch(() => '0'));
  const port = await bindOnce(last).catch(() => bindOnce(0));
  if (port !== last) await writeFile(layout.port, String(port), { mode: OWNER_ONLY });
  return port;
}

async function bindOnce(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  const address = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}
