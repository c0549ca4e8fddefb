import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { JobPriority } from '../domain/job.js';
import type { JobStatus } from '../domain/job-state.js';

/**
 * How many jobs there are of a priority in a state: the sum of the deltas. Triggers on `jobs` add rows, which nobody has
 * to wait for; the reconciler sums them up. See docs/adr/0013.
 */
@Entity('job_counts')
@Index('job_counts_priority_status', ['priority', 'status'])
export class JobCountEntity {
  @PrimaryColumn({ type: 'bigint', generated: 'increment', primaryKeyConstraintName: 'job_counts_pkey' })
  id!: string;

  @Column({ type: 'text' })
  priority!: JobPriority;

  @Column({ type: 'text' })
  status!: JobStatus;

  @Column({ type: 'int' })
  delta!: number;
}
