import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StenoClient } from '../e2e/support/steno-client.js';
import { Chance } from './chance.js';
import { type Backend, Cluster } from './cluster.js';
import { breakThings } from './faults.js';
import { type Heard, Inspector } from './inspector.js';
import { Load } from './load.js';
import { type LoadRecording, prepareRecordings } from './recordings.js';
import { FINDINGS, judge, type Verdict } from './verdict.js';

export interface ChaosOptions {
  readonly backend: Backend;
  readonly seed: number;
  /** How long things are broken. The work that is left then may take another minute or two. */
  readonly seconds: number;
  readonly log: (line: string) => void;
  /** Breaks the run off, in order. */
  readonly signal?: AbortSignal;
}

export interface ChaosResult extends Verdict {
  readonly backend: Backend;
  readonly seed: number;
  readonly seconds: number;
  /** How often each kind happened. */
  readonly faults: ReadonlyMap<string, number>;
  /** Kinds of faults that could not happen in time. */
  readonly untried: readonly string[];
  /** Where the logs of all processes are; null when nothing was wrong. */
  readonly logs: string | null;
}

/** A run in which no job was accepted has shown nothing. */
export function isClean(verdict: Verdict): boolean {
  return verdict.accepted > 0 && FINDINGS.every((kind) => verdict[kind].length === 0);
}

/**
 * One run: the service, a load, faults, the rest of the work in peace, and the verdict. Nothing of it is left but, when
 * something was wrong, the logs. Throws, with where they are, when the run itself broke off.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { backend, seed, signal } = options;
  const recordingsDir = await mkdtemp(join(tmpdir(), 'steno-chaos-recordings-'));
  const cluster = await Cluster.create(backend);
  const die = (): void => {
    for (const member of cluster.members) member.destroy();
  };
  const keepLogs = async (): Promise<string> => {
    const logs = join(tmpdir(), `steno-chaos-logs-${backend}-${seed}-${process.pid}`);
    await cluster.writeLogs(logs);
    return logs;
  };
  const over = new AbortController();
  process.once('exit', die);
  try {
    const result = await Promise.race([play(cluster, recordingsDir, options), broken(signal, over.signal)]);
    return isClean(result) ? result : { ...result, logs: await keepLogs() };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Error(`the run broke off; the logs of all processes are in ${await keepLogs()}`, {
      cause: error,
    });
  } finally {
    process.off('exit', die);
    over.abort();
    await cluster.remove();
    await rm(recordingsDir, { recursive: true, force: true });
  }
}

async function play(
  cluster: Cluster,
  recordingsDir: string,
  { backend, seed, seconds, log }: ChaosOptions,
): Promise<ChaosResult> {
  await cluster.startMembers();
  log(`${backend}, seed ${seed}: one API, ${cluster.workers.length} workers, in ${cluster.dataDir}`);
  if (!cluster.hasSmallDisk) log('!!! NO DISK IS FILLED: to mount a small one takes root.');
  const recordings = await prepareRecordings(recordingsDir);
  const inspector = await Inspector.install(cluster);
  const inPeace = await hearInPeace(cluster, inspector, recordings);
  const load = new Load(cluster.api.current.url, cluster.queueName, recordings, seed);
  load.start();
  const { counts, untried } = await breakThings(cluster, new Chance(~seed), {
    seconds,
    report: (fault, at) => log(`${at.toFixed(1).padStart(6)} s  ${fault}`),
  });
  await load.stop();
  log(`the faults are over, ${load.accepted.length} jobs were accepted`);
  let before = -1;
  await inspector.drain((left) => {
    if (left !== before) log(`${left} jobs are under way`);
    before = left;
  });
  const { wrong, ...verdict } = await judge(inspector, load.accepted, inPeace);
  return {
    backend,
    seed,
    seconds,
    faults: counts,
    untried,
    ...verdict,
    wrong: [...wrong, ...load.refused],
    leftovers: await endAndLookAround(cluster, inspector, load),
    logs: null,
  };
}

/** What is heard in each recording when nothing is broken, by its path. */
async function hearInPeace(
  cluster: Cluster,
  inspector: Inspector,
  recordings: readonly LoadRecording[],
): Promise<Map<string, Heard>> {
  const client = new StenoClient(cluster.api.current.url);
  const paths = new Set(recordings.filter(({ failsWith }) => failsWith === null).map(({ path }) => path));
  const heard = new Map<string, Heard>();
  for (const path of paths) {
    const id = await client.submit(path);
    await client.untilFinished(id);
    const transcript = await inspector.transcript(id);
    if (!transcript?.length) throw new Error(`nothing is heard in ${path}`);
    heard.set(path, transcript);
  }
  return heard;
}

/** Ends the service as an operator does, and looks for what is left of the run. */
async function endAndLookAround(cluster: Cluster, inspector: Inspector, load: Load): Promise<string[]> {
  const { members, workers } = cluster;
  const ailing = await Promise.all(
    members.map(({ name, current }) =>
      current.ready().then(
        () => null,
        (error: Error) => `${name} is not ready: ${error.message}`,
      ),
    ),
  );
  const entries = await inspector.queueEntries();
  const rows = await inspector.remains();
  const codes = await cluster.stopMembers();
  const stored = new Set(await cluster.storedRecordings());
  const needed = new Set([...(await inspector.rows()).values()].map(({ recording }) => recording));
  const drafts = await cluster.drafts();
  return [
    ...ailing.filter((complaint) => complaint !== null),
    ...entries.map((entry) => `in the queue: ${entry}`),
    ...rows,
    ...[...codes].filter(([, code]) => code !== 0).map(([name, code]) => `${name} ended with ${code}`),
    ...(await inspector.remainsOfProcesses(workers.map(({ current }) => current.pid))),
    ...(await inspector.processes()).map((line) => `process ${line}`),
    ...[...needed].filter((path) => !stored.has(path)).map((path) => `recording ${path} is not there`),
    ...[...stored].filter((path) => !needed.has(path)).map((path) => `recording ${path} is of no job`),
    ...(await cluster.strayFiles()).map((path) => `file ${path}`),
    // A killed API cannot remove what it was writing; a later one does so after a day.
    ...drafts.slice(load.unansweredUploads).map((name) => `file audio/incoming/${name}`),
  ];
}

/** Never resolves; `over`: nobody waits for it any more. */
async function broken(signal: AbortSignal | undefined, over: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: over });
  });
}
