import type { Finding } from '../findings.js';
import { describeInWords, type Machine } from '../machine.js';
import { median, medianRatio } from '../statistics.js';
import { textTable } from '../text-table.js';
import type { Crowds, ReadCost } from './read-cost.js';
import type { RedisBytes } from './redis-bytes.js';
import type { StartLatency } from './start-latency.js';
import type { Throughput } from './throughput.js';

export interface StoreReport {
  readonly store: 'Redis' | 'PostgreSQL';
  readonly throughput: readonly Throughput[];
}

export interface QueueReport {
  readonly machine: Machine;
  readonly throughput: readonly StoreReport[];
  readonly startLatency: readonly StartLatency[];
  readonly silence: readonly StoreReport[];
  readonly redisBytes: readonly RedisBytes[];
  readonly crowds: Crowds;
  readonly readCost: readonly ReadCost[];
}

const RQ_FACTOR_MIN = 8;
const START_P50_MAX_MS = { Redis: 20, PostgreSQL: 60 } as const;
const READ_GROWTH_MAX = 2;

export function findings(report: QueueReport): Finding[] {
  return [...rqFinding(report), ...report.startLatency.map(startFinding), readFinding(report)];
}

/** The promise is about the worker as `rq worker` starts it: one. */
function rqFinding({ throughput }: QueueReport): Finding[] {
  const onRedis = throughput.find(({ store }) => store === 'Redis')?.throughput ?? [];
  const steno = onRedis.find(({ kind }) => kind === 'steno');
  const rq = onRedis.find(({ kind, workers }) => kind === 'rq' && workers === 1);
  if (!steno || !rq) return [];
  const factor = medianRatio(steno.jobsPerSecond, rq.jobsPerSecond);
  return [
    {
      promise: `no-op jobs a second on Redis, Steno by the RQ worker ≥ ${RQ_FACTOR_MIN}`,
      measured: factor.toFixed(1),
      kept: factor >= RQ_FACTOR_MIN,
    },
  ];
}

function startFinding({ name, p50Ms }: StartLatency): Finding {
  const maxMs = START_P50_MAX_MS[name];
  return {
    promise: `from submit to start when idle, on ${name}, p50 < ${maxMs} ms`,
    measured: `${p50Ms.toFixed(1)} ms`,
    kept: p50Ms < maxMs,
  };
}

function readFinding({ crowds, readCost }: QueueReport): Finding {
  const worst = readCost.toSorted((a, b) => growth(b) - growth(a))[0];
  const factor = worst ? growth(worst) : NaN;
  return {
    promise: `every request about ${thousands(crowds.many)} jobs, by the same about ${thousands(crowds.few)} ≤ ${READ_GROWTH_MAX}`,
    measured: `${factor.toFixed(2)} (${worst?.request})`,
    kept: factor <= READ_GROWTH_MAX,
  };
}

function growth({ fewMs, manyMs }: ReadCost): number {
  return manyMs / fewMs;
}

export function queueTables(report: QueueReport): string {
  return [
    describeInWords(report.machine),
    ...report.throughput.map(throughputTable),
    startTable(report.startLatency),
    silenceTable(report.silence),
    ...(report.redisBytes.length > 0 ? [bytesTable(report.redisBytes)] : []),
    readTable(report),
  ].join('\n\n');
}

function throughputTable({ store, throughput }: StoreReport): string {
  const steno = throughput.find(({ kind }) => kind === 'steno');
  const passes = steno?.jobsPerSecond.map((_, pass) => `pass ${pass + 1}`) ?? [];
  return textTable([
    [`no-op jobs a second on ${store}`, ...passes, 'median', 'Steno by it', 'jobs a pass'],
    ...throughput.map(({ name, jobs, jobsPerSecond }) => [
      name,
      ...jobsPerSecond.map((value) => value.toFixed(0)),
      median(jobsPerSecond).toFixed(0),
      medianRatio(steno?.jobsPerSecond ?? [], jobsPerSecond).toFixed(2),
      String(jobs),
    ]),
  ]);
}

function startTable(latencies: readonly StartLatency[]): string {
  return textTable([
    ['from submit to start, idle (ms)', 'p50', 'p99', 'submissions'],
    ...latencies.map(({ name, p50Ms, p99Ms, submissions }) => [
      `queue on ${name}`,
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      String(submissions),
    ]),
  ]);
}

function silenceTable(reports: readonly StoreReport[]): string {
  return textTable([
    ['10 ms of silence, decoded (jobs a second)', 'median', 'jobs a pass'],
    ...reports.flatMap(({ store, throughput }) =>
      throughput.map(({ jobs, jobsPerSecond }) => [
        `Steno, queue on ${store}`,
        median(jobsPerSecond).toFixed(0),
        String(jobs),
      ]),
    ),
  ]);
}

function bytesTable(entries: readonly RedisBytes[]): string {
  return textTable([
    ['memory of Redis for a job that waits', 'bytes'],
    ...entries.map(({ name, perWaitingJob }) => [name, perWaitingJob.toFixed(0)]),
  ]);
}

function readTable({ crowds, readCost }: QueueReport): string {
  return textTable([
    ['a request (ms, median)', `${thousands(crowds.few)} jobs`, `${thousands(crowds.many)} jobs`, 'growth'],
    ...readCost.map((cost) => [
      cost.request,
      cost.fewMs.toFixed(2),
      cost.manyMs.toFixed(2),
      growth(cost).toFixed(2),
    ]),
  ]);
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
