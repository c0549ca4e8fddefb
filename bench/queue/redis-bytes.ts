import type { RedisServer } from './redis-server.js';

export interface RedisBytes {
  readonly name: string;
  readonly perWaitingJob: number;
}

/** How much more memory Redis uses when `fill` has handed in jobs that nobody takes. */
export async function measureRedisBytes(
  redis: RedisServer,
  name: string,
  jobs: number,
  fill: (jobs: number) => Promise<void>,
): Promise<RedisBytes> {
  // What is there once, however many jobs follow.
  await fill(1);
  const before = await redis.usedBytes();
  await fill(jobs);
  return { name, perWaitingJob: ((await redis.usedBytes()) - before) / jobs };
}
