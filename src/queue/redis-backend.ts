import { Logger } from '@nestjs/common';
import { setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import { KEEP_ALIVE_MS, QUEUE_PREFIX, STORE_TIMEOUT_MS, type QueueConnection } from './queue-connection.js';

/** The first tries after a lost connection come at once, then every 2 s: BullMQ's default waits up to 20 s. */
const RECONNECT = { retryStrategy: (times: number): number => Math.min(times * 100, 2_000) };

/** Commands of one turn of the event loop go out as one: under load, a fifth of the writes. */
const TOGETHER = { enableAutoPipelining: true };

/** Asks Redis once. Rejects with the driver's error when it does not answer. */
export async function prepareRedisBackend(url: string): Promise<QueueConnection> {
  const hazards = await findHazards(url);
  for (const hazard of hazards) new Logger('Queue').warn('the store of the queue is not safe', { hazard });
  setDefaultBackendFactory();
  // No socketTimeout: its timer (ioredis 5.11) outlives a lost connection and then cuts the next one, or the exit.
  return {
    backend: 'redis',
    prefix: QUEUE_PREFIX,
    producer: {
      ...RECONNECT,
      ...TOGETHER,
      url,
      keepAlive: KEEP_ALIVE_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: STORE_TIMEOUT_MS,
    },
    consumer: {
      ...RECONNECT,
      ...TOGETHER,
      url,
      keepAlive: KEEP_ALIVE_MS,
      maxRetriesPerRequest: null,
    },
    hazards,
  };
}

async function findHazards(url: string): Promise<string[]> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: null,
    connectTimeout: STORE_TIMEOUT_MS,
    commandTimeout: STORE_TIMEOUT_MS,
  });
  // What `connect` rejects with is only "Connection is closed"; the reason is in the event.
  let reason: Error | undefined;
  redis.on('error', (error) => (reason = error));
  try {
    await redis.connect();
    // INFO, not CONFIG GET: managed Redis often forbids the latter.
    const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? 'noeviction';
    return policy === 'noeviction'
      ? []
      : [`Redis has maxmemory-policy ${policy} and may evict queue entries: set it to noeviction`];
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
