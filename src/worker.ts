/** What a program of one's own imports to be a worker with another way to recognise speech: docs/architecture.md. */
export { type OwnRecognition, runWorker, type WorkerOptions } from './bootstrap/worker.js';
export {
  Segmenter,
  type SegmentationCut,
  type SegmentationEvent,
  type SegmentationRequest,
} from './transcription/ports/segmenter.js';
export {
  SpeechEngine,
  type RecognitionRequest,
  type RecognitionSession,
} from './transcription/ports/speech-engine.js';
export type { Hypothesis, SpeechSegment } from './transcription/domain/segment.js';
export { JobError, type JobErrorCode } from './transcription/domain/job-error.js';
