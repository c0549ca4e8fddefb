import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  LOST_AFTER_SECONDS,
  type RegisteredWorker,
  WorkerRegistry,
  type WorkerReport,
} from '../ports/worker-registry.js';
import type { Changed } from './job-changes.js';
import { WorkerEntity } from './worker.entity.js';

@Injectable()
export class PostgresWorkerRegistry extends WorkerRegistry {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async heartbeat({ queues, ...worker }: WorkerReport): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(WorkerEntity)
      .values({ ...worker, queues: [...queues], heartbeatAt: () => 'now()' })
      .orUpdate(['queues', 'jobs_done', 'stopping', 'heartbeat_at'], ['name'])
      .execute();
  }

  async list(): Promise<RegisteredWorker[]> {
    return await this.dataSource.query(
      `SELECT name, host, pid, queues, jobs_done AS "jobsDone", stopping,
              started_at AS "startedAt", heartbeat_at AS "heartbeatAt",
              heartbeat_at < now() - make_interval(secs => $1) AS lost,
              ARRAY(SELECT id::text FROM jobs WHERE worker = workers.name AND status = 'started'
                     ORDER BY started_at) AS "currentJobs"
         FROM workers ORDER BY name`,
      [LOST_AFTER_SECONDS],
    );
  }

  async forget(silentForSeconds: number): Promise<number> {
    const [, count]: Changed<unknown> = await this.dataSource.query(
      `DELETE FROM workers WHERE heartbeat_at < now() - make_interval(secs => $1)`,
      [silentForSeconds],
    );
    return count;
  }

  async unregister(name: string): Promise<void> {
    await this.dataSource.manager.delete(WorkerEntity, { name });
  }
}
