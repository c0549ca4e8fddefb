import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { probeDatabase } from '../database-probe.js';
import type { PostgresCommand } from './postgres-account.js';
import { POSTGRES_ENVIRONMENT } from './postgres-cluster.js';
import { commandLineOf, identifyProcess, isAlive, type ProcessIdentity } from './process-identity.js';

const POLL_INTERVAL_MS = 10;
/** A server that is not our child (we adopted it) sends no event when it ends. */
const ADOPTED_WATCH_INTERVAL_MS = 500;
const PROBE_TIMEOUT_MS = 2_000;
/** A fast shutdown writes a checkpoint: milliseconds as a rule, seconds on a slow disk after heavy writing. */
const FAST_SHUTDOWN_MS = 8_000;
const IMMEDIATE_SHUTDOWN_MS = 2_000;

/** The main process of a running PostgreSQL server. */
export interface Postmaster {
  readonly identity: ProcessIdentity;
  readonly exited: Promise<void>;
}

/**
 * Starts the server in a session of its own, so that a Ctrl-C in our terminal does not reach it: it has to outlive
 * the drain of our jobs. It does not keep our event loop alive. Rejects when the program cannot be executed.
 */
export async function launchPostmaster(command: PostgresCommand, logDescriptor: number): Promise<Postmaster> {
  const { file, args, ...account } = command;
  const child = spawn(file, args, {
    ...account,
    cwd: '/',
    env: POSTGRES_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', logDescriptor, logDescriptor],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  const pid = child.pid as number;
  return { identity: identifyProcess(pid) ?? { pid, startedAt: 'ended' }, exited };
}

/** The server that a killed Steno left behind, found by the pid file of the cluster. */
export async function findOrphan(
  cluster: string,
): Promise<{ postmaster: Postmaster; port: number } | undefined> {
  const [pidLine, , , portLine] = await readPidFile(cluster);
  const pid = Number(pidLine);
  const identity = pid > 0 ? identifyProcess(pid) : undefined;
  if (!identity || !commandLineOf(pid)?.includes(cluster)) return undefined;
  return { postmaster: { identity, exited: watchExit(identity) }, port: Number(portLine) };
}

/**
 * Lets PostgreSQL start over the pid file of a server that has ended, when the number in it is still taken: by
 * another program, or by the server itself as a zombie, which stays for good where Node is process 1 of a container
 * and reaps nobody. PostgreSQL takes a file with the number of its own parent, us, for stale. The file must not be
 * deleted: the rest of it is how PostgreSQL makes sure that no process of the old server still writes.
 */
export async function disownPidFile(cluster: string): Promise<void> {
  const [pidLine, ...rest] = await readPidFile(cluster);
  if (!pidLine || (await findOrphan(cluster))) return;
  await writeFile(pidFileOf(cluster), [process.pid, ...rest].join('\n'));
}

function pidFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

async function readPidFile(cluster: string): Promise<string[]> {
  const content = await readFile(pidFileOf(cluster), 'utf8').catch(() => '');
  return content.split('\n');
}

/** `undefined` when it answers; otherwise why it does not, at the end of the process or of the time. */
export async function whyNotReady(
  postmaster: Postmaster,
  url: string,
  timeoutMs: number,
): Promise<string | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const probe = await probeDatabase(url, PROBE_TIMEOUT_MS);
    if (probe.ok) return undefined;
    if (!isAlive(postmaster.identity)) return 'it ended while it was starting';
    if (probe.final || Date.now() > deadline) return probe.reason;
    await delay(POLL_INTERVAL_MS);
  }
}

/** Fast shutdown (sessions are ended, data is written out), then immediate, then by force. */
export async function stopPostmaster({ identity }: Postmaster): Promise<void> {
  if (await endsAfter(identity, 'SIGINT', FAST_SHUTDOWN_MS)) return;
  if (await endsAfter(identity, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return;
  await endsAfter(identity, 'SIGKILL', IMMEDIATE_SHUTDOWN_MS);
}

async function endsAfter(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  if (isAlive(identity)) process.kill(identity.pid, signal);
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await delay(POLL_INTERVAL_MS);
  }
  return true;
}

function watchExit(identity: ProcessIdentity): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(identity)) return;
      clearInterval(timer);
      resolve();
    }, ADOPTED_WATCH_INTERVAL_MS).unref();
  });
}
