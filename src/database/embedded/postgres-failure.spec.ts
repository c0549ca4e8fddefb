import { describe, expect, it } from 'vitest';
import { explainFailure, isPassingFailure } from './postgres-failure.js';

describe('the explanation of a PostgreSQL that gave up', () => {
  it.each([
    [
      'postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file',
      'database_unavailable',
      /libicuuc\.so\.60 is missing: run `npm rebuild`/,
    ],
    [
      'FATAL:  could not write lock file "postmaster.pid": No space left on device',
      'database_unavailable',
      /disk of DATA_DIR is full/,
    ],
    ['FATAL:  database files are incompatible with server', 'data_dir_incompatible', /another version/],
    [
      'initdb: error: could not access directory: Permission denied',
      'database_unavailable',
      /another account/,
    ],
    ['PANIC:  something new', 'database_unavailable', /PANIC: {2}something new$/],
  ])('says what to do about: %s', (output, code, message) => {
    const error = explainFailure('It did not start', output);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(output);
  });

  it('keeps the last lines of a long output only', () => {
    const error = explainFailure('It did not start', `first\n${'x'.repeat(10_000)}\nlast`);
    expect(error.message.length).toBeLessThan(2_000);
    expect(error.message).toMatch(/last$/);
  });

  it('tells what another try may cure from what it may not', () => {
    expect(
      isPassingFailure(
        'WARNING:  could not create listen socket\nFATAL:  could not create any TCP/IP sockets',
      ),
    ).toBe(true);
    expect(isPassingFailure('FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use')).toBe(
      true,
    );
    expect(isPassingFailure('FATAL:  No space left on device')).toBe(false);
  });
});
