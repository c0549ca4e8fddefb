import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StenoClient } from '../e2e/support/steno-client.js';
import { Chance } from './chance.js';
import { type Backend, Cluster } from './cluster.js';
import { breakThings } from './faults.js';
import { Load } from './load.js';
import { type LoadRecording, prepareRecordings } from './recordings.js';
import { type Heard, Inspector, judge, type Verdict } from './verdict.js';

export interface ChaosOptions {
  readonly backend: Backend;
  readonly seed: number;
  /** How long things are broken. The work that is left then may take another minute or two. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

export interface ChaosResult extends Verdict {
  readonly backend: Backend;
  readonly seed: number;
  readonly faults: ReadonlyMap<string, number>;
  /** Where the logs of all processes are; null when nothing was wrong. */
  readonly logs: string | null;
}

export function isClean({ lost, stuck, duplicated, wrong, leftovers }: Verdict): boolean {
  return [lost, stuck, duplicated, wrong, leftovers].every((found) => found.length === 0);
}

/** One run: the service, a load, faults, the rest of the work in peace, and the verdict. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { backend, seed, seconds, log } = options;
  const recordingsDir = await mkdtemp(join(tmpdir(), 'steno-chaos-recordings-'));
  const cluster = await Cluster.create(backend);
  const die = (): void => {
    for (const member of cluster.members) member.destroy();
  };
  process.once('exit', die);
  try {
    await cluster.startMembers();
    log(`${backend}, seed ${seed}: one API, ${cluster.workers.length} workers, in ${cluster.dataDir}`);
    if (!cluster.hasSmallDisk) log('no disk is filled: that takes the right to mount one');
    const recordings = await prepareRecordings(recordingsDir);
    const inspector = await Inspector.install(cluster);
    const inPeace = await hearInPeace(cluster, inspector, recordings);
    const load = new Load(cluster.api.current.url, recordings, new Chance(seed));
    load.start();
    const faults = await breakThings(cluster, new Chance(~seed), {
      seconds,
      report: (fault, at) => log(`${at.toFixed(1).padStart(6)} s  ${fault}`),
    });
    await load.stop();
    log(`the faults are over, ${load.accepted.length} jobs were accepted`);
    await inspector.drain((left) => log(`${left} jobs are under way`));
    const verdict = await judge(inspector, load.accepted, inPeace);
    const leftovers = await endAndLookAround(cluster, inspector, load);
    const result = { backend, seed, faults, ...verdict, leftovers, logs: null };
    if (isClean(result)) return result;
    const logs = join(tmpdir(), `steno-chaos-logs-${backend}-${seed}-${process.pid}`);
    await cluster.writeLogs(logs);
    return { ...result, logs };
  } finally {
    process.off('exit', die);
    for (const member of cluster.members) member.destroy();
    await cluster.stopServers();
    await cluster.remove();
    await rm(recordingsDir, { recursive: true, force: true });
  }
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
    heard.set(path, await inspector.transcript(id));
  }
  return heard;
}

/** Ends the service as an operator does, and looks for what is left of the run. */
async function endAndLookAround(cluster: Cluster, inspector: Inspector, load: Load): Promise<string[]> {
  const entries = await inspector.queueEntries();
  const held = [...(await inspector.rows()).values()].filter(({ held: isHeld }) => isHeld);
  const codes = await cluster.stopMembers();
  const drafts = await readdir(join(cluster.dataDir, 'audio/incoming'));
  return [
    ...entries.map((entry) => `in the queue: ${entry}`),
    ...held.map(({ id }) => `lease of ${id}`),
    ...(await inspector.wrongCounts()).map((count) => `count: ${count}`),
    ...[...codes].filter(([, code]) => code !== 0).map(([name, code]) => `${name} ended with ${code}`),
    ...(await inspector.locksAndWorkers()),
    ...(await cluster.remainingProcesses()).map((process_) => `process ${process_}`),
    // A killed API cannot remove what it was writing; the next one does so after a day.
    ...drafts.slice(load.unansweredUploads).map((name) => `file incoming/${name}`),
  ];
}
