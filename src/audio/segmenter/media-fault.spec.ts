import { describe, expect, it } from 'vitest';
import { JobError } from '../../transcription/domain/job-error.js';
import { blamingMedia } from './media-fault.js';

function fail(error: Error): never {
  throw error;
}

describe('blamingMedia', () => {
  it('returns what the step returns', () => {
    expect(blamingMedia(() => 1)).toBe(1);
  });

  it('makes any failure final', () => {
    expect(() => blamingMedia(() => fail(new Error('Context not allocated')))).toThrowError(
      expect.objectContaining({ code: 'unsupported_media', retryable: false }),
    );
  });

  it('leaves what is known as it is', () => {
    const known = new JobError('no_audio_stream', 'The recording has no audio track.');
    expect(() => blamingMedia(() => fail(known))).toThrowError(known);
  });
});
