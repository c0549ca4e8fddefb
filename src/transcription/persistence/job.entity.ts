import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AudioSource, ChannelMode, JobFailure, JobPriority, RetryBackoff } from '../domain/job.js';
import type { JobStatus } from '../domain/job-state.js';

/** bigint columns come as strings; ours stay far below 2^53. */
const asNumber = { to: (value: number) => value, from: (value: string) => Number(value) };

@Entity('jobs')
@Check('jobs_status', `status IN ('deferred','scheduled','queued','started','finished','failed','canceled')`)
@Check('jobs_channels', `channels IN ('mix','separate')`)
@Check('jobs_priority', `priority IN ('high','default','low')`)
@Check('jobs_started_has_lease', `(status = 'started') = (lease_token IS NOT NULL)`)
@Check('jobs_lexicon_whole', `(lexicon_id IS NULL) = (lexicon_version IS NULL)`)
@ForeignKey('LexiconEntity', ['lexiconId', 'lexiconVersion'], ['id', 'version'], {
  name: 'jobs_lexicon_fkey',
})
@Unique('jobs_sequence', ['sequence'])
@Index('jobs_status_sequence', ['status', 'sequence'])
@Index('jobs_priority_sequence', ['priority', 'sequence'])
@Index('jobs_priority_status_sequence', ['priority', 'status', 'sequence'])
@Index('jobs_waiting', ['priority', 'runAt'], { where: `status = 'queued'` })
@Index('jobs_waiting_local', ['priority', 'runAt'], {
  where: `status = 'queued' AND api_key_id IS NULL`,
})
@Index('jobs_waiting_provider', ['priority', 'runAt'], {
  where: `status = 'queued' AND api_key_id IS NOT NULL`,
})
@Index('jobs_ended', ['endedAt'], { where: `ended_at IS NOT NULL` })
@Index('jobs_expiring', ['expiresAt'], { where: `expires_at IS NOT NULL` })
@Index('jobs_held', ['worker'], { where: `status = 'started'` })
@Index('jobs_audio', ['audioLocation'], { where: `audio_source = 'upload'` })
@Index('jobs_lexicon', ['lexiconId', 'lexiconVersion'], { where: `lexicon_id IS NOT NULL` })
@Index('jobs_due', ['runAt'], { where: `status = 'scheduled'` })
@Index('jobs_queued', ['enqueuedAt'], { where: `status = 'queued'` })
export class JobEntity {
  @PrimaryColumn({ type: 'varchar', length: 128, primaryKeyConstraintName: 'jobs_pkey' })
  id!: string;

  /** Order of acceptance: what lists, positions and cursors go by. */
  @Column({ type: 'bigint', generated: 'increment', update: false })
  sequence!: string;

  @Column({ type: 'char', length: 64 })
  fingerprint!: string;

  @Column({ type: 'text', default: 'queued' })
  status!: JobStatus;

  @Column({ type: 'text' })
  priority!: JobPriority;

  @Column({ type: 'int', default: 1 })
  generation!: number;

  @Column({ type: 'int', default: 0 })
  attempt!: number;

  @Column({ name: 'timeout_seconds', type: 'int' })
  timeoutSeconds!: number;

  @Column({ name: 'retry_count', type: 'int' })
  retryCount!: number;

  @Column({ name: 'retry_delays_seconds', type: 'double precision', array: true })
  retryDelaysSeconds!: number[];

  @Column({ name: 'retry_backoff', type: 'text' })
  retryBackoff!: RetryBackoff;

  @Column({ type: 'text' })
  model!: string;

  @Column({ type: 'text' })
  language!: string;

  /** Of a stored provider key. No foreign key: a job outlives it. */
  @Column({ name: 'api_key_id', type: 'text', nullable: true })
  apiKeyId!: string | null;

  @Column({ type: 'text', default: 'mix' })
  channels!: ChannelMode;

  @Column({ name: 'lexicon_id', type: 'varchar', length: 64, nullable: true })
  lexiconId!: string | null;

  @Column({ name: 'lexicon_version', type: 'int', nullable: true })
  lexiconVersion!: number | null;

  @Column({ type: 'jsonb' })
  meta!: Record<string, unknown>;

  @Column({ name: 'depends_on', type: 'text', array: true, default: () => `'{}'` })
  dependsOn!: string[];

  @Column({ name: 'result_ttl_seconds', type: 'int', nullable: true })
  resultTtlSeconds!: number | null;

  @Column({ name: 'failure_ttl_seconds', type: 'int', nullable: true })
  failureTtlSeconds!: number | null;

  @Column({ name: 'audio_source', type: 'text' })
  audioSource!: AudioSource;

  @Column({ name: 'audio_name', type: 'text' })
  audioName!: string;

  @Column({ name: 'audio_location', type: 'text' })
  audioLocation!: string;

  @Column({ name: 'audio_bytes', type: 'bigint', transformer: asNumber })
  audioBytes!: number;

  @Column({ name: 'audio_sha256', type: 'char', length: 64, nullable: true })
  audioSha256!: string | null;

  @Column({ name: 'audio_duration_seconds', type: 'double precision', nullable: true })
  audioDurationSeconds!: number | null;

  @Column({ type: 'real', default: 0 })
  progress!: number;

  /** Where the current attempt went on from. */
  @Column({ name: 'progress_at_start', type: 'real', default: 0 })
  progressAtStart!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'run_at', type: 'timestamptz', default: () => 'now()' })
  runAt!: Date;

  @Column({ name: 'enqueued_at', type: 'timestamptz', nullable: true })
  enqueuedAt!: Date | null;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'cancel_requested_at', type: 'timestamptz', nullable: true })
  cancelRequestedAt!: Date | null;

  @Column({ name: 'lease_token', type: 'uuid', nullable: true })
  leaseToken!: string | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null;

  @Column({ type: 'text', nullable: true })
  worker!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  failure!: JobFailure | null;
}
