import { JobError } from '../../transcription/domain/job-error.js';

/**
 * What FFmpeg or its binding threw, as the recording's fault and final: the same file makes it throw again. Becomes
 * `unsupported_media`, unless it is a `JobError` already.
 */
export function mediaFault(error: unknown): JobError {
  if (error instanceof JobError) return error;
  return new JobError('unsupported_media', 'The recording cannot be decoded.', { cause: error });
}

/** Runs a step that does nothing but read or decode. Throws {@link mediaFault}. */
export function blamingMedia<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw mediaFault(error);
  }
}
