/**
 * What we claim about the queue, end to end over HTTP, beside bare BullMQ and the RQ worker on the same stores in the same
 * run. `README.md` says what each number is. Fails when a promise is not kept, but for `--quick`, which only shows that
 * everything still runs.
 */
import { parseArgs } from 'node:util';
import { conclude } from '../findings.js';
import { describeMachine } from '../machine.js';
import { type Own, runBench } from '../run-bench.js';
import { BareBullmq } from './bare-bullmq.js';
import { MeasuredService } from './measured-service.js';
import { measureReadCost } from './read-cost.js';
import { measureRedisBytes, type RedisBytes } from './redis-bytes.js';
import { RedisServer } from './redis-server.js';
import { findings, type QueueReport, queueTables, type StoreReport } from './report.js';
import { Rq } from './rq.js';
import { measureStartLatency } from './start-latency.js';
import { StenoContender } from './steno-contender.js';
import { measureThroughput } from './throughput.js';

/** Submissions that are under way at once, of Steno's client and of BullMQ's producer. */
const CLIENTS = 32;
/** `WORKER_COUNT` of the one worker: it runs twice as many jobs of priority `default` at once. */
const WORKER_COUNT = 16;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});

const SIZE = options.quick
  ? {
      effort: { probeJobs: 2, passes: 1, passSeconds: 0 },
      silence: { probeJobs: 2, passes: 1, passSeconds: 0 },
      submissions: 3,
      waiting: 20,
      crowds: { few: 1_000, many: 2_000 },
      rounds: 2,
    }
  : {
      effort: { probeJobs: 100, passes: 3, passSeconds: 6 },
      silence: { probeJobs: 20, passes: 1, passSeconds: 4 },
      submissions: 200,
      waiting: 2_000,
      crowds: { few: 10_000, many: 1_000_000 },
      rounds: 60,
    };

/** A service whose queue is in a store. */
interface StoreService {
  readonly name: 'Redis' | 'PostgreSQL';
  readonly redisUrl: string | null;
  readonly service: MeasuredService;
}

await runBench(async (own) => {
  const machine = await describeMachine();
  const redis = await RedisServer.start();
  if (redis) own(redis);
  else console.error('\n!!! NO redis-server IN THE PATH: all that needs Redis is LEFT OUT.\n');
  const services = await startServices(own, redis);
  const rq = redis ? await startRq(own, redis.url) : [];

  const report: QueueReport = {
    machine,
    throughput: await measureStores(own, services, rq),
    startLatency: await measureStartLatency(services, SIZE.submissions),
    silence: await measureSilence(services),
    redisBytes: await measureBytes(redis, services, rq),
    crowds: SIZE.crowds,
    readCost: await measureReads(own),
  };
  return conclude({ report, tables: queueTables(report), found: findings(report) }, options);
});

async function startServices(own: Own, redis: RedisServer | null): Promise<StoreService[]> {
  const services: StoreService[] = [];
  const add = async (name: StoreService['name'], redisUrl: string | null) => {
    const service = own(await MeasuredService.start({ redisUrl, connections: CLIENTS }));
    await service.startNoOpWorker(WORKER_COUNT);
    services.push({ name, redisUrl, service });
  };
  if (redis) await add('Redis', redis.url);
  await add('PostgreSQL', null);
  return services;
}

/** With one worker, as `rq worker` starts it, and with two, as many as this machine has cores at least. */
async function startRq(own: Own, redisUrl: string): Promise<Rq[]> {
  const rq: Rq[] = [];
  for (const workers of [1, 2]) {
    const started = await Rq.start(redisUrl, workers);
    if (started) rq.push(own(started));
  }
  if (rq.length === 0) {
    console.error('\n!!! NO rq IN THE PATH: the RQ worker is LEFT OUT, and with it the promise about it.');
    console.error('!!! Install it with `apt-get install python3-rq` or `pip install rq`.\n');
  }
  return rq;
}

async function measureStores(
  own: Own,
  services: readonly StoreService[],
  rq: readonly Rq[],
): Promise<StoreReport[]> {
  const reports: StoreReport[] = [];
  for (const { name, redisUrl, service } of services) {
    const store = redisUrl === null ? { databaseUrl: service.databaseUrl } : { redisUrl };
    const bare = own(await BareBullmq.start(store, 2 * WORKER_COUNT, CLIENTS));
    const steno = new StenoContender('Steno, end to end', service);
    const contenders = [steno, bare, ...(redisUrl === null ? [] : rq)];
    reports.push({ store: name, throughput: await measureThroughput(contenders, SIZE.effort) });
  }
  return reports;
}

/** The same jobs with the segmenter and recognisers of a worker as it comes: 10 ms of silence are opened and decoded. */
async function measureSilence(services: readonly StoreService[]): Promise<StoreReport[]> {
  const reports: StoreReport[] = [];
  for (const { name, service } of services) {
    await service.stopWorkers();
    await service.startRealWorker();
    const steno = new StenoContender('Steno, 10 ms of silence', service);
    reports.push({ store: name, throughput: await measureThroughput([steno], SIZE.silence) });
    await service.stopWorkers();
  }
  return reports;
}

/** Nobody takes jobs any more. */
async function measureBytes(
  redis: RedisServer | null,
  services: readonly StoreService[],
  [rq]: readonly Rq[],
): Promise<RedisBytes[]> {
  const service = services.find(({ name }) => name === 'Redis')?.service;
  if (!redis || !service) return [];
  const steno = await measureRedisBytes(redis, 'Steno', SIZE.waiting, (jobs) => service.submitMany(jobs));
  return rq ? [steno, await measureRedisBytes(redis, 'RQ', SIZE.waiting, (jobs) => rq.fill(jobs))] : [steno];
}

/** Without a worker: what is seeded stays as it is. Where the queue lives makes no difference. */
async function measureReads(own: Own): Promise<QueueReport['readCost']> {
  const [few, many] = [
    own(await MeasuredService.start({ redisUrl: null, connections: 1 })),
    own(await MeasuredService.start({ redisUrl: null, connections: 1 })),
  ];
  return await measureReadCost(few, many, SIZE.crowds, SIZE.rounds);
}
