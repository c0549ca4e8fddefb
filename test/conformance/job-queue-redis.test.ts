import { spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { prepareQueueBackend } from '../../src/queue/queue-backend.js';
import { describeJobQueue } from './job-queue.conformance.js';
import { startRedisStore } from './redis-store.js';

/** A server of its own, because the tests kill and freeze it. */
const installed = spawnSync('redis-server', ['--version']).status === 0;
if (!installed) {
  if (process.env['REQUIRE_REDIS'] === '1') throw new Error('redis-server is not on the PATH');
  console.warn('\n!!! NO redis-server ON THE PATH: the conformance of the queue on Redis is SKIPPED.\n');
}

describe.skipIf(!installed)('with redis-server', () => {
  describeJobQueue('Redis', startRedisStore);

  it('reports a Redis that may evict entries as a hazard', async () => {
    const server = await startRedisStore();
    const redis = new Redis((server.store as { redisUrl: string }).redisUrl);
    try {
      expect((await prepareQueueBackend(server.store)).hazards).toEqual([]);
      await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
      expect((await prepareQueueBackend(server.store)).hazards).toEqual([
        expect.stringContaining('allkeys-lru'),
      ]);
    } finally {
      redis.disconnect();
      await server.stop();
    }
  });
});
