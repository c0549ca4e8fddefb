import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './postgres-server.js';
import './provided-context.js';
import { startTestRedis } from './redis-server.js';

/** Real partners for the tests of one project, started once and stopped at its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startTestRedis();
  const postgres = await startTestPostgres().catch(async (error: unknown) => {
    await redis.stop();
    throw error;
  });
  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}
