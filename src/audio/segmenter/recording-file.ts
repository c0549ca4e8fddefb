import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { JobError } from '../../transcription/domain/job-error.js';
import { isMissing } from '../missing-file.js';

/** Links are not followed: the path was resolved when it was let in. Not blocking: a FIFO would wait for its writer. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The same recording uploaded again takes its own place, at any time: then it is opened anew. */
const OPEN_ATTEMPTS = 100;

/**
 * A recording that is opened before anything in it is read, as often as it will be read from its start: a descriptor
 * has one position, and node cannot set it. What takes its place at its path later on is not read.
 */
export class RecordingFile {
  private constructor(
    private readonly descriptors: number[],
    readonly sizeBytes: number,
  ) {}

  /**
   * Throws `JobError` `audio_not_found`, `unsupported_media` when it is no regular file or empty, or `internal` when it
   * may open later: a disk in trouble, too many open files.
   */
  static open(path: string, passes: number): RecordingFile {
    for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
      const recording = openPasses(path, passes);
      if (recording) return new RecordingFile(recording.descriptors, recording.sizeBytes);
    }
    throw notFound('it is replaced all the time');
  }

  /** A descriptor at the start of the file, which the caller closes. There is one for each pass. */
  takeDescriptor(): number {
    const descriptor = this.descriptors.shift();
    if (descriptor === undefined) throw new Error('The recording was opened for fewer passes.');
    return descriptor;
  }

  /** Closes the descriptors that nobody took. */
  close(): void {
    this.descriptors.splice(0).forEach(closeSync);
  }
}

/** Null when another file took the place in between. */
function openPasses(path: string, passes: number): { descriptors: number[]; sizeBytes: number } | null {
  const descriptors: number[] = [];
  let isWhole = false;
  try {
    const first = openRegularFile(path, descriptors);
    while (descriptors.length < passes) {
      const { dev, ino } = openRegularFile(path, descriptors);
      if (dev !== first.dev || ino !== first.ino) return null;
    }
    isWhole = true;
    return { descriptors, sizeBytes: first.size };
  } finally {
    if (!isWhole) descriptors.forEach(closeSync);
  }
}

function openRegularFile(path: string, descriptors: number[]): Stats {
  let descriptor: number;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw isMissing(error) ? notFound(reason) : new JobError('internal', cannotBeOpened(reason));
  }
  descriptors.push(descriptor);
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) throw new JobError('unsupported_media', 'The recording is not a file.');
  if (stats.size === 0) throw new JobError('unsupported_media', 'The recording is an empty file.');
  return stats;
}

function notFound(reason: string): JobError {
  return new JobError('audio_not_found', cannotBeOpened(reason));
}

/** Clients see the message: it doesn't name the path. */
function cannotBeOpened(reason: string): string {
  return `The recording cannot be opened (${reason}).`;
}
