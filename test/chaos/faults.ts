import { pause } from '../e2e/support/steno-process.js';
import type { Chance } from './chance.js';
import type { Cluster } from './cluster.js';
import type { Member } from './member.js';

/** Longer than a lease, and than a worker that hears nothing of the database goes on. */
const FREEZE_MS = 36_000;

/** Where a slow machine has not let each kind happen in time, so many times the time is given. */
const PATIENCE = 4;

/** What a fault does to its target: null, there was nothing to break; what waits for its end, when it lasts. */
type Begun = 'momentary' | null | (() => Promise<unknown>);

/** A kind of fault. */
interface Fault {
  readonly name: string;
  /** What lasts keeps everything else from the same target. */
  readonly target: 'API' | 'worker' | 'PostgreSQL' | 'Redis' | 'disk' | 'frozen worker';
  /** Where that is long. */
  readonly lastsMs?: number;
  begin(cluster: Cluster, chance: Chance): Promise<Begun>;
}

const API_FAULTS: readonly Fault[] = (['SIGKILL', 'SIGTERM'] as const).map((signal) => ({
  name: signal === 'SIGKILL' ? 'API killed' : 'API terminated',
  target: 'API',
  begin: async ({ api }) => momentary(api.kill(signal)),
}));

const WORKER_FAULTS: readonly Fault[] = [
  {
    name: 'worker killed',
    target: 'worker',
    begin: async (cluster, chance) => momentary(victim(cluster, chance).kill('SIGKILL')),
  },
  {
    name: 'worker terminated',
    target: 'worker',
    begin: async (cluster, chance) => momentary(victim(cluster, chance).kill('SIGTERM')),
  },
  ...['recogniser', 'segmenter'].map((child): Fault => ({
    name: `${child} killed`,
    target: 'worker',
    begin: async (cluster, chance) => {
      const worker = victim(cluster, chance);
      return momentary(await worker.killChild(`${child}-process`, (pids) => chance.of(pids)));
    },
  })),
];

const POSTGRES_FAULTS: readonly Fault[] = [
  {
    name: 'PostgreSQL restarted',
    target: 'PostgreSQL',
    begin: async (cluster) => momentary(await cluster.signalPostgres('SIGINT')),
  },
  {
    name: 'PostgreSQL killed',
    target: 'PostgreSQL',
    begin: async (cluster) => momentary(await cluster.signalPostgres('SIGKILL')),
  },
  {
    name: 'PostgreSQL frozen',
    target: 'PostgreSQL',
    begin: async (cluster, chance) => {
      const thaw = await cluster.freezePostgres();
      return thaw && (() => pause(chance.integer(1000, 6000)).then(thaw));
    },
  },
];

const REDIS_FAULTS: readonly Fault[] = [
  {
    name: 'Redis killed',
    target: 'Redis',
    begin: async ({ redis }, chance) => {
      await redis?.takeAway();
      return async () => {
        await pause(chance.integer(500, 3000));
        await redis?.restore();
      };
    },
  },
  {
    name: 'Redis flushed',
    target: 'Redis',
    begin: async (cluster) => {
      await cluster.flushRedis();
      return 'momentary';
    },
  },
  {
    name: 'Redis frozen',
    target: 'Redis',
    begin: async ({ redis }, chance) => {
      await redis?.freeze();
      return async () => {
        await pause(chance.integer(1000, 5000));
        await redis?.thaw();
      };
    },
  },
];

const DISK_FULL: Fault = {
  name: 'disk full',
  target: 'disk',
  begin: async (cluster, chance) => {
    const free = await cluster.fillDisk();
    return () => pause(chance.integer(1000, 4000)).then(free);
  },
};

const WORKER_FROZEN: Fault = {
  name: 'worker frozen beyond its lease',
  target: 'frozen worker',
  lastsMs: FREEZE_MS,
  begin: async (cluster, chance) => {
    const thaw = await victim(cluster, chance).freeze(chance.happens(0.5));
    return thaw && (() => pause(FREEZE_MS).then(thaw));
  },
};

function momentary(happened: boolean): Begun {
  return happened ? 'momentary' : null;
}

/** A worker that is frozen is left so. */
function victim({ workers }: Cluster, chance: Chance): Member {
  return chance.of(workers.filter(({ isFrozen }) => !isFrozen));
}

function faultsFor(cluster: Cluster): readonly Fault[] {
  return [
    ...API_FAULTS,
    ...WORKER_FAULTS,
    ...POSTGRES_FAULTS,
    ...(cluster.redis ? REDIS_FAULTS : []),
    ...(cluster.hasSmallDisk ? [DISK_FULL] : []),
  ];
}

export interface FaultsOptions {
  readonly seconds: number;
  /** Told of each fault as it happens. */
  readonly report: (fault: string, atSeconds: number) => void;
}

export interface BrokenThings {
  /** How often each kind happened. */
  readonly counts: ReadonlyMap<string, number>;
  /** Kinds that could not happen in time. */
  readonly untried: readonly string[];
}

/**
 * Breaks something every one to four seconds, at first what has not happened yet, as far as its target is free. Resolves
 * when all of it is over.
 */
export async function breakThings(
  cluster: Cluster,
  chance: Chance,
  { seconds, report }: FaultsOptions,
): Promise<BrokenThings> {
  const faults = faultsFor(cluster);
  const counts = new Map<string, number>();
  const lasting = new Map<string, Promise<unknown>>();
  // First what takes longest: it is over with the rest then, also in a short run.
  let coming = [WORKER_FROZEN, ...chance.shuffled(faults)];
  const untried = new Set(coming);
  const startMs = performance.now();
  const elapsed = (): number => (performance.now() - startMs) / 1000;
  /** False: there was nothing to break. */
  const begin = async (fault: Fault): Promise<boolean> => {
    const begun = await fault.begin(cluster, chance);
    if (!begun) return false;
    report(fault.name, elapsed());
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    untried.delete(fault);
    coming = coming.toSpliced(coming.indexOf(fault), 1);
    if (begun === 'momentary') return true;
    const over = begun().then(() => lasting.delete(fault.target));
    // Told below: what could not be ended stays.
    over.catch(() => undefined);
    lasting.set(fault.target, over);
    return true;
  };
  while (elapsed() < seconds || (untried.size > 0 && elapsed() < seconds * PATIENCE)) {
    await pause(chance.integer(1000, 4000));
    if (coming.length <= faults.length) coming.push(...chance.shuffled([WORKER_FROZEN, ...faults]));
    const leftMs = (seconds - elapsed()) * 1000;
    const possible = coming.filter(
      (fault) => !lasting.has(fault.target) && (untried.has(fault) || (fault.lastsMs ?? 0) < leftMs),
    );
    for (const fault of possible) if (await begin(fault)) break;
  }
  await Promise.all(lasting.values());
  return { counts, untried: [...untried].map(({ name }) => name) };
}
