import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobPriority } from '../domain/job.js';

/** While a queue has a row here, none of its jobs is started. */
@Entity('paused_queues')
export class PausedQueueEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'paused_queues_pkey' })
  priority!: JobPriority;

  @Column({ name: 'paused_at', type: 'timestamptz', default: () => 'now()' })
  pausedAt!: Date;
}
