import { median } from '../statistics.js';
import type { MeasuredService } from './measured-service.js';
import { seedJobs } from './seed-jobs.js';

/** What a request costs on a service with few jobs and on one with many: milliseconds, medians. */
export interface ReadCost {
  readonly request: string;
  readonly fewMs: number;
  readonly manyMs: number;
}

export interface Crowds {
  readonly few: number;
  readonly many: number;
}

interface Question {
  readonly request: string;
  /** A path of the API; another one each time where that matters. */
  readonly path: (crowd: Crowd) => string;
}

/** What is known of the jobs of one service. */
interface Crowd {
  readonly count: number;
  /** Of jobs that wait in the queue of priority `default`, in the order in which they are served. */
  readonly waiting: readonly string[];
  /** 0 to 1, another one each time. */
  readonly chance: () => number;
}

const QUESTIONS: readonly Question[] = [
  list('', ''),
  list('status', 'status=finished'),
  list('rare status', 'status=canceled'),
  list('priority', 'priority=low'),
  list('queue', 'queue=transcription_jobs_high'),
  list('status, priority', 'status=failed&priority=high'),
  list('status, queue', 'status=queued&queue=transcription_jobs'),
  deepList('', ''),
  deepList('status', 'status=failed'),
  deepList('status, priority', 'status=queued&priority=low'),
  { request: 'GET /v1/queues', path: () => '/v1/queues' },
  { request: 'GET /v1/queues/{name}', path: () => '/v1/queues/transcription_jobs' },
  position('the first of its queue', 0),
  position('in its middle', 0.5),
  position('its last', 1),
];

function list(filters: string, query: string): Question {
  return {
    request: `GET /v1/jobs${filters && `, by ${filters}`}`,
    path: () => `/v1/jobs?limit=50&${query}`,
  };
}

function deepList(filters: string, query: string): Question {
  return {
    request: `GET /v1/jobs, deep cursor${filters && `, by ${filters}`}`,
    path: ({ count, chance }) =>
      `/v1/jobs?limit=50&${query}&cursor=${Math.round(count * (0.1 + chance() * 0.8))}`,
  };
}

function position(where: string, share: number): Question {
  return {
    request: `GET /v1/jobs/{id}, ${where}`,
    path: ({ waiting }) => `/v1/jobs/${waiting[Math.round((waiting.length - 1) * share)]}`,
  };
}

/**
 * Each request on both services in turn, so often. Nobody works on the jobs meanwhile. The services have the same number
 * of connections, and nothing else to do.
 */
export async function measureReadCost(
  few: MeasuredService,
  many: MeasuredService,
  crowds: Crowds,
  rounds: number,
): Promise<ReadCost[]> {
  const [fewCrowd, manyCrowd] = [await crowd(few, crowds.few), await crowd(many, crowds.many)];
  const costs: ReadCost[] = [];
  for (const { request, path } of QUESTIONS) {
    const samples = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      samples.few.push(await milliseconds(few, path(fewCrowd)));
      samples.many.push(await milliseconds(many, path(manyCrowd)));
    }
    costs.push({ request, fewMs: median(samples.few), manyMs: median(samples.many) });
  }
  return costs;
}

async function crowd({ sql }: MeasuredService, count: number): Promise<Crowd> {
  await sql.query('TRUNCATE jobs, job_counts RESTART IDENTITY CASCADE');
  await seedJobs(sql, count);
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM jobs WHERE status = 'queued' AND priority = 'default' ORDER BY run_at`,
  );
  let step = 0;
  // The golden ratio: never the same, everywhere alike.
  const chance = () => (step++ * 0.618_034) % 1;
  return { count, waiting: rows.map(({ id }) => id), chance };
}

async function milliseconds(service: MeasuredService, path: string): Promise<number> {
  const startMs = performance.now();
  await service.get(path);
  return performance.now() - startMs;
}
