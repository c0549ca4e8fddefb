import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A running worker process, as long as it sends heartbeats. */
@Entity('workers')
export class WorkerEntity {
  /** `host:pid`. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'workers_pkey' })
  name!: string;

  @Column({ type: 'text' })
  host!: string;

  @Column({ type: 'int' })
  pid!: number;

  /** The queues that it takes jobs from. */
  @Column({ type: 'text', array: true })
  queues!: string[];

  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'now()' })
  startedAt!: Date;

  @Column({ name: 'heartbeat_at', type: 'timestamptz', default: () => 'now()' })
  heartbeatAt!: Date;

  /** Attempts that it has ended since it started. */
  @Column({ name: 'jobs_done', type: 'int', default: 0 })
  jobsDone!: number;

  /** It was told to end. */
  @Column({ type: 'boolean', default: false })
  stopping!: boolean;
}
