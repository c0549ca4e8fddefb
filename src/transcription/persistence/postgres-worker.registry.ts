import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type RegisteredWorker, WorkerRegistry } from '../ports/worker-registry.js';
import { WorkerEntity } from './worker.entity.js';

@Injectable()
export class PostgresWorkerRegistry extends WorkerRegistry {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async heartbeat({ name, host, pid, queues, jobsDone }: RegisteredWorker): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(WorkerEntity)
      .values({ name, host, pid, queues: [...queues], jobsDone, heartbeatAt: () => 'now()' })
      .orUpdate(['queues', 'jobs_done', 'heartbeat_at'], ['name'])
      .execute();
  }

  async forget(silentForSeconds: number): Promise<number> {
    const [, count]: [unknown[], number] = await this.dataSource.query(
      `DELETE FROM workers WHERE heartbeat_at < now() - make_interval(secs => $1)`,
      [silentForSeconds],
    );
    return count;
  }

  async unregister(name: string): Promise<void> {
    await this.dataSource.manager.delete(WorkerEntity, { name });
  }
}
