import { pause } from '../e2e/support/steno-process.js';
import type { Chance } from './chance.js';
import type { Cluster } from './cluster.js';

/** A fault. Resolves when it has begun with what ends it, if it lasts; null when there was nothing to break. */
type Fault = (cluster: Cluster, chance: Chance) => Promise<(() => Promise<unknown>) | 'momentary' | null>;

/** Longer than a lease. */
const FREEZE_MS = 36_000;

const killWorker = (signal: NodeJS.Signals): Fault => {
  return async ({ workers }, chance) => {
    chance.of(workers).kill(signal);
    return await Promise.resolve('momentary');
  };
};

const killChild = (program: string): Fault => {
  return async ({ workers }, chance) =>
    (await chance.of(workers).killChild(program, (pids) => chance.of(pids))) ? 'momentary' : null;
};

const signalPostgres = (signal: NodeJS.Signals): Fault => {
  return async (cluster) =>
    // Between its end and its return there is nothing to break.
    await cluster.signalPostgres(signal).then(
      () => 'momentary' as const,
      () => null,
    );
};

const FAULTS: Readonly<Record<string, Fault>> = {
  'API killed': async ({ api }) => {
    api.kill('SIGKILL');
    return await Promise.resolve('momentary');
  },
  'worker killed': killWorker('SIGKILL'),
  'worker terminated': killWorker('SIGTERM'),
  'recogniser killed': killChild('recogniser-process'),
  'segmenter killed': killChild('segmenter-process'),
  'PostgreSQL shut down': signalPostgres('SIGINT'),
  'PostgreSQL killed': signalPostgres('SIGQUIT'),
};

const REDIS_FAULTS: Readonly<Record<string, Fault>> = {
  'Redis killed': async ({ redis }, chance) => {
    await redis?.takeAway();
    return async () => {
      await pause(chance.integer(500, 3000));
      await redis?.restore();
    };
  },
  'Redis flushed': async (cluster) => {
    await cluster.flushRedis();
    return 'momentary';
  },
  'Redis frozen': async ({ redis }, chance) => {
    await redis?.freeze();
    return async () => {
      await pause(chance.integer(1000, 5000));
      await redis?.thaw();
    };
  },
};

const DISK_FAULTS: Readonly<Record<string, Fault>> = {
  'disk full': async (cluster, chance) => {
    const free = await cluster.fillDisk();
    return async () => {
      await pause(chance.integer(1000, 4000));
      await free();
    };
  },
};

const FREEZE_FAULTS: Readonly<Record<string, Fault>> = {
  'worker frozen beyond its lease': async ({ workers }, chance) => {
    const { current } = chance.of(workers);
    current.kill('SIGSTOP');
    return async () => {
      await pause(FREEZE_MS);
      current.kill('SIGCONT');
    };
  },
};

export interface FaultsOptions {
  readonly seconds: number;
  /** Told of each fault as it happens. */
  readonly report: (fault: string, atSeconds: number) => void;
}

/** Breaks something every one to four seconds. Resolves, with how often each happened, when all of it is over. */
export async function breakThings(
  cluster: Cluster,
  chance: Chance,
  { seconds, report }: FaultsOptions,
): Promise<Map<string, number>> {
  const faults = new Map<string, Fault>([
    ...Object.entries(FAULTS),
    ...(cluster.redis ? Object.entries(REDIS_FAULTS) : []),
    ...(cluster.hasSmallDisk ? Object.entries(DISK_FAULTS) : []),
    // One that lasts longer than the run says nothing.
    ...(seconds * 1000 > FREEZE_MS ? Object.entries(FREEZE_FAULTS) : []),
  ]);
  const counts = new Map<string, number>();
  /** What lasts does not happen twice at a time. */
  const lasting = new Map<string, Promise<unknown>>();
  const startMs = performance.now();
  const elapsed = (): number => (performance.now() - startMs) / 1000;
  while (elapsed() < seconds) {
    await pause(chance.integer(1000, 4000));
    const name = chance.of([...faults.keys()]);
    if (lasting.has(group(name))) continue;
    const begun = await faults.get(name)?.(cluster, chance);
    if (!begun) continue;
    report(name, elapsed());
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (begun !== 'momentary') {
      lasting.set(
        group(name),
        begun().finally(() => lasting.delete(group(name))),
      );
    }
  }
  await Promise.all(lasting.values());
  return counts;
}

/** A server that is down cannot be flushed, nor a frozen one killed. */
function group(name: string): string {
  return name.startsWith('Redis') ? 'Redis' : name;
}
