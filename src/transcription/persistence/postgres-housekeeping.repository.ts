import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENDED_STATUSES } from '../domain/job-state.js';
import { HousekeepingRepository } from '../ports/housekeeping-repository.js';
import type { QueueEntry } from '../ports/job-queue.js';
import type { LeftAudio } from '../ports/job-repository.js';
import type { Changed } from './job-changes.js';
import { AudioStoreEntity } from './audio-store.entity.js';
import { OWN_RECORDING } from './recording-lock.js';

@Injectable()
export class PostgresHousekeepingRepository extends HousekeepingRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async deleteExpired(retentionDays: number, limit: number): Promise<LeftAudio[]> {
    const unneeded = `NOT EXISTS (SELECT FROM job_dependencies WHERE needs_id = jobs.id)`;
    const [left]: Changed<LeftAudio> = await this.dataSource.query(
      `DELETE FROM jobs WHERE id IN (
         SELECT id FROM (SELECT id FROM jobs WHERE expires_at <= now() AND ${unneeded}
                          LIMIT $2 FOR UPDATE SKIP LOCKED) AS expired
         UNION ALL
         SELECT id FROM (SELECT id FROM jobs
                          WHERE ended_at <= now() - make_interval(days => $1) AND expires_at IS NULL AND ${unneeded}
                          LIMIT $2 FOR UPDATE SKIP LOCKED) AS outdated)
       RETURNING audio_source AS source, audio_location AS location`,
      [retentionDays, limit],
    );
    return left;
  }

  async storeId(): Promise<string> {
    const { id } = await this.dataSource.manager.findOneByOrFail(AudioStoreEntity, {});
    return id;
  }

  async unneeded(locations: readonly string[], retentionDays: number): Promise<string[]> {
    return await unneededOf(this.dataSource.manager, locations, retentionDays);
  }

  async dispose(location: string, retentionDays: number, remove: () => Promise<void>): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      await manager.query(OWN_RECORDING, [location]);
      const [unneeded] = await unneededOf(manager, [location], retentionDays);
      if (unneeded !== undefined) await remove();
      return unneeded !== undefined;
    });
  }

  async stale(entries: readonly QueueEntry[]): Promise<QueueEntry[]> {
    const waiting: { id: string; generation: number }[] = await this.dataSource.query(
      `SELECT id, generation FROM jobs WHERE id = ANY($1) AND status <> ALL($2)`,
      [entries.map(({ jobId }) => jobId), ENDED_STATUSES],
    );
    const generations = new Map(waiting.map(({ id, generation }) => [id, generation]));
    return entries.filter(({ jobId, generation }) => generations.get(jobId) !== generation);
  }
}

async function unneededOf(
  manager: EntityManager,
  locations: readonly string[],
  retentionDays: number,
): Promise<string[]> {
  const rows: { location: string }[] = await manager.query(
    `SELECT location FROM unnest($1::text[]) AS stored(location)
      WHERE NOT EXISTS (
        SELECT FROM jobs WHERE audio_source = 'upload' AND audio_location = location
           AND (ended_at IS NULL OR ended_at > now() - make_interval(days => $2)))`,
    [locations, retentionDays],
  );
  return rows.map(({ location }) => location);
}
