import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, effectiveUserOf, identifyProcess, type ProcessIdentity } from './process-identity.js';

/** The living server that the pid file of a cluster names. */
export interface RecordedServer {
  readonly identity: ProcessIdentity;
  readonly port: number;
  /** It has bound its port and holds it until it ends; before, the port may be another program's. */
  readonly listening: boolean;
}

/**
 * Undefined when the named process has ended, or has passed its number on: to be believed it must serve this cluster
 * and run as the user who owns it, which no other user can feign. The folder lets nobody else write the file.
 */
export async function findRecordedServer(cluster: string): Promise<RecordedServer | undefined> {
  const [pidLine, , , portLine, , listenAddress] = await readPidFile(cluster);
  const pid = Number(pidLine);
  const identity = pid > 0 ? identifyProcess(pid) : undefined;
  if (!identity || !commandLineOf(pid)?.includes(`-D ${cluster} `)) return undefined;
  if (effectiveUserOf(pid) !== (await stat(cluster)).uid) return undefined;
  return { identity, port: Number(portLine), listening: Boolean(listenAddress?.trim()) };
}

/**
 * Lets PostgreSQL start over the pid file of a server that has ended, when the number in it is still taken: by
 * another program, or by the server itself as a zombie, which stays for good where Node is process 1 of a container
 * and reaps nobody. PostgreSQL takes a file with the number of its own parent, us, for stale. The file must not be
 * deleted: the rest of it is how PostgreSQL makes sure that no process of the old server still writes.
 */
export async function disownPidFile(cluster: string): Promise<void> {
  const [pidLine, ...rest] = await readPidFile(cluster);
  if (!pidLine || (await findRecordedServer(cluster))) return;
  await writeFile(pidFileOf(cluster), [process.pid, ...rest].join('\n'));
}

function pidFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

async function readPidFile(cluster: string): Promise<string[]> {
  const content = await readFile(pidFileOf(cluster), 'utf8').catch(() => '');
  return content.split('\n');
}
