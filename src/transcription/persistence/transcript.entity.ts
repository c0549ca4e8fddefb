import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { TranscribedSegment } from '../domain/segment.js';
import { JobEntity } from './job.entity.js';

/** The result of a finished job, written in the transaction that finishes it. */
@Entity('transcripts')
export class TranscriptEntity {
  @PrimaryColumn({
    name: 'job_id',
    type: 'varchar',
    length: 128,
    primaryKeyConstraintName: 'transcripts_pkey',
  })
  jobId!: string;

  @OneToOne(() => JobEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'job_id', foreignKeyConstraintName: 'transcripts_job_fkey' })
  job?: JobEntity;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'text', nullable: true })
  language!: string | null;

  @Column({ type: 'text' })
  model!: string;

  @Column({ name: 'duration_seconds', type: 'double precision' })
  durationSeconds!: number;

  @Column({ name: 'processing_seconds', type: 'double precision' })
  processingSeconds!: number;

  @Column({ type: 'jsonb' })
  segments!: TranscribedSegment[];
}
