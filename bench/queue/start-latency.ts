import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../statistics.js';
import type { MeasuredService } from './measured-service.js';

/** Milliseconds from before a request is sent until its job starts, by the clock of this machine. */
export interface StartLatency {
  readonly name: 'Redis' | 'PostgreSQL';
  readonly submissions: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What follows the start, too, is over by then: the next submission meets an idle service. */
const PAUSE_MS = 20;

/** One job after the other on each of the services in turn. */
export async function measureStartLatency(
  services: readonly { readonly name: StartLatency['name']; readonly service: MeasuredService }[],
  submissions: number,
): Promise<StartLatency[]> {
  const entries = services.map((entry) => ({ ...entry, samples: [] as number[] }));
  for (let submission = 0; submission < submissions; submission++) {
    for (const { service, samples } of entries) {
      const sentMs = performance.timeOrigin + performance.now();
      const id = await service.submit();
      samples.push((await untilStarted(service, id)) - sentMs);
      await sleep(PAUSE_MS);
    }
  }
  return entries.map(({ name, samples }) => ({
    name,
    submissions,
    p50Ms: quantile(samples, 0.5),
    p99Ms: quantile(samples, 0.99),
  }));
}

/** When it started, in milliseconds of the Unix epoch. The database knows it by the microsecond. */
async function untilStarted({ sql }: MeasuredService, id: string): Promise<number> {
  for (;;) {
    const { rows } = await sql.query<{ started: number }>(
      'SELECT extract(epoch FROM started_at)::float * 1000 AS started FROM jobs WHERE id = $1 AND started_at IS NOT NULL',
      [id],
    );
    if (rows[0]) return rows[0].started;
    await sleep(5);
  }
}
