/** What a Nest application of one's own imports: docs/from-rq.md. */
export { StenoModule } from './bootstrap/steno.module.js';
export {
  type JobReport,
  QueueService,
  type QueueStats,
  type TranscriptionJobRequest,
} from './transcription/queue.service.js';
export type { JobSubmission } from './transcription/job-submission.js';
export type { Job, JobPriority, Start, Transcript } from './transcription/domain/job.js';
export type { JobStatus } from './transcription/domain/job-state.js';
export { DomainError } from './errors/domain-error.js';
export { ValidationFailedError } from './errors/validation-failed.error.js';
