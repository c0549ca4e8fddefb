import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { prepareQueueBackend } from '../../src/queue/queue-backend.js';
import { describeJobQueue } from './job-queue.conformance.js';
import { hasRedisServer } from '../support/redis-server.js';
import { startRedisStore } from '../support/redis-store.js';

describe.skipIf(!hasRedisServer('the conformance of the queue on Redis'))('with redis-server', () => {
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
