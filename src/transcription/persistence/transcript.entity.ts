import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { ChannelMode, Correction } from '../domain/job.js';
import type { TranscribedSegment, WordTimes } from '../domain/segment.js';
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

  @Column({ type: 'text' })
  language!: string;

  @Column({ type: 'text' })
  model!: string;

  @Column({ type: 'text', default: 'mix' })
  channels!: ChannelMode;

  @Column({ name: 'duration_seconds', type: 'double precision' })
  durationSeconds!: number;

  @Column({ name: 'processing_seconds', type: 'double precision' })
  processingSeconds!: number;

  @Column({ name: 'word_times', type: 'text', nullable: true })
  wordTimes!: WordTimes | null;

  @Column({ type: 'jsonb' })
  segments!: TranscribedSegment[];

  @Column({ type: 'jsonb', nullable: true })
  corrections!: Correction[] | null;
}
