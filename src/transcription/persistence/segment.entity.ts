import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Alternative, Phrase, Word, WordTimes } from '../domain/segment.js';
import { JobEntity } from './job.entity.js';

/** The checkpoint of a job that is not finished: one row for each segment that an attempt has recognised. */
@Entity('segments')
export class SegmentEntity {
  @PrimaryColumn({
    name: 'job_id',
    type: 'varchar',
    length: 128,
    primaryKeyConstraintName: 'segments_pkey',
  })
  jobId!: string;

  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'segments_pkey' })
  index!: number;

  @ManyToOne(() => JobEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'job_id', foreignKeyConstraintName: 'segments_job_fkey' })
  job?: JobEntity;

  @Column({ type: 'smallint' })
  channel!: number;

  @Column({ name: 'start_seconds', type: 'double precision' })
  startSeconds!: number;

  @Column({ name: 'end_seconds', type: 'double precision' })
  endSeconds!: number;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'jsonb', nullable: true })
  words!: Word[] | null;

  @Column({ name: 'word_times', type: 'text', nullable: true })
  wordTimes!: WordTimes | null;

  @Column({ type: 'jsonb', nullable: true })
  phrases!: Phrase[] | null;

  @Column({ type: 'text', nullable: true })
  language!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  alternatives!: Alternative[] | null;

  /** What the recording was cut with: the index means nothing to a segmenter with other settings. */
  @Column({ type: 'text' })
  settings!: string;
}
