import { describe, expect, it } from 'vitest';
import type { JobAudio } from './domain/job.js';
import { fingerprintOf } from './job-submission.js';

const upload: JobAudio = {
  source: 'upload',
  name: 'a.wav',
  location: 'ab/abc',
  bytes: 1,
  sha256: 'abc',
  durationSeconds: null,
};

describe('fingerprintOf', () => {
  it('is the same for the same request, in whatever order its fields came and whatever the file was called', () => {
    const first = fingerprintOf({ jobId: 'a', priority: 'high', meta: { x: 1, y: { b: 1, a: 2 } } }, upload);
    const again = fingerprintOf(
      { meta: { y: { a: 2, b: 1 }, x: 1 }, priority: 'high', jobId: 'b', model: undefined },
      { ...upload, name: 'b.wav' },
    );
    expect(again).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs with the recording and with every field', () => {
    const prints = [
      fingerprintOf({}, upload),
      fingerprintOf({}, { ...upload, sha256: 'abd' }),
      fingerprintOf({}, { ...upload, source: 'path', sha256: null, location: '/srv/a.wav' }),
      fingerprintOf({ priority: 'low' }, upload),
      fingerprintOf({ retryDelaysSeconds: [1, 2] }, upload),
      fingerprintOf({ retryDelaysSeconds: [2, 1] }, upload),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
