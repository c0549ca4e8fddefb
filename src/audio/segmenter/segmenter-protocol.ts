import type { JobErrorCode } from '../../transcription/domain/job-error.js';
import type { SegmentationEvent, SegmentationRequest } from '../../transcription/ports/segmenter.js';

/** What the worker tells a segmenter process. */
export type ToSegmenter =
  /** Once per job. `credits`: how many segments may be sent before more credits come. */
  | { readonly type: 'segment'; readonly request: SegmentationRequest; readonly credits: number }
  /** One more segment may be sent. */
  | { readonly type: 'credit' };

/** What a segmenter process tells its worker. */
export type FromSegmenter =
  /** The models are loaded: it waits for a job. */
  | { readonly type: 'ready' }
  /** The job goes on. Silence for longer than the hang limit means that it does not. */
  | { readonly type: 'progress'; readonly rssBytes: number }
  | { readonly type: 'event'; readonly event: SegmentationEvent; readonly rssBytes: number }
  /** The recording is at fault; the process is of no further use. */
  | { readonly type: 'failed'; readonly code: JobErrorCode; readonly message: string };
