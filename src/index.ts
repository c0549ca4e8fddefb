/** What a Nest application of one's own imports: docs/from-rq.md. */
export { StenoModule } from './bootstrap/steno.module.js';
export {
  QueueService,
  type QueueStats,
  type TranscriptionJobRequest,
} from './transcription/queue.service.js';
export type { Job, JobPriority, Transcript } from './transcription/domain/job.js';
export type { JobStatus } from './transcription/domain/job-state.js';
export type { Start } from './transcription/domain/job.js';
export { DomainError } from './errors/domain-error.js';
export { ValidationFailedError } from './errors/validation-failed.error.js';
