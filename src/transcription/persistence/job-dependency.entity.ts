import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { JobEntity } from './job.entity.js';

/**
 * A deferred job waits for another one. The row goes when the other one is finished; a job that another one waits for
 * cannot be deleted.
 */
@Entity('job_dependencies')
export class JobDependencyEntity {
  @PrimaryColumn({
    name: 'job_id',
    type: 'varchar',
    length: 128,
    primaryKeyConstraintName: 'job_dependencies_pkey',
  })
  jobId!: string;

  @PrimaryColumn({
    name: 'needs_id',
    type: 'varchar',
    length: 128,
    primaryKeyConstraintName: 'job_dependencies_pkey',
  })
  @Index('job_dependencies_needs')
  needsId!: string;

  @ManyToOne(() => JobEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'job_id', foreignKeyConstraintName: 'job_dependencies_job_fkey' })
  job?: JobEntity;

  @ManyToOne(() => JobEntity)
  @JoinColumn({ name: 'needs_id', foreignKeyConstraintName: 'job_dependencies_needs_fkey' })
  needed?: JobEntity;
}
