import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { probeDatabase, type ProbeResult } from '../database-probe.js';
import type { PostgresCommand } from './postgres-account.js';
import { POSTGRES_ENVIRONMENT } from './postgres-cluster.js';
import { findRecordedServer } from './postmaster-pid-file.js';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.js';

const POLL_INTERVAL_MS = 10;
/** A server that is not our child (we adopted it) sends no event when it ends. */
const ADOPTED_WATCH_INTERVAL_MS = 500;
const PROBE_TIMEOUT_MS = 2_000;
const SILENT: ProbeResult = { ok: false, reason: 'it does not listen', final: false };
/** Connections that are being closed are gone within milliseconds; those of others are not waited for. */
const SMART_SHUTDOWN_MS = 1_000;
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

/** The server that a killed Steno left behind. */
export async function findOrphan(
  cluster: string,
): Promise<{ postmaster: Postmaster; port: number } | undefined> {
  const server = await findRecordedServer(cluster);
  if (!server) return undefined;
  const { identity, port } = server;
  return { postmaster: { identity, exited: watchExit(identity) }, port };
}

export interface ReadinessWait {
  readonly cluster: string;
  /** Where the server is to answer, with the password. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * `undefined` when it answers; otherwise why it does not, at the end of the process, of the time or of the wait.
 * Nobody is asked before the port is the server's own: node-postgres gives the password to whoever demands it.
 */
export async function whyNotReady(
  postmaster: Postmaster,
  { cluster, url, timeoutMs, signal }: ReadinessWait,
): Promise<string | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const probe = (await isListening(postmaster, cluster))
      ? await probeDatabase(url, PROBE_TIMEOUT_MS)
      : SILENT;
    if (probe.ok) return undefined;
    if (signal.aborted) return 'it was told to stop';
    if (!isAlive(postmaster.identity)) return 'it ended while it was starting';
    if (probe.final || Date.now() > deadline) return probe.reason;
    await delay(POLL_INTERVAL_MS);
  }
}

async function isListening({ identity }: Postmaster, cluster: string): Promise<boolean> {
  const server = await findRecordedServer(cluster);
  return server?.identity.pid === identity.pid && server.listening;
}

/**
 * Smart shutdown (sessions may end by themselves: those of our own pools, which have just been closed, do so at once and would
 * report a lost connection else), then fast (they are ended, data is written out), then immediate, then by force.
 */
export async function stopPostmaster({ identity }: Postmaster): Promise<void> {
  if (await endsAfter(identity, 'SIGTERM', SMART_SHUTDOWN_MS)) return;
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
