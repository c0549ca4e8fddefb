import { JobError } from '../../transcription/domain/job-error.js';

/** Matroska may compress headers and tracks, so packets hold more than the file does; no real one comes near this. */
const MAX_INFLATION = 8;

/** Each packet costs this much on top of its size: an empty one is not free. */
const PACKET_COST_BYTES = 1;

/** For files so small that their inflation says nothing. */
const SLACK_BYTES = 64 * 1024;

/**
 * How much one pass over a file may read: an index can claim millions of packets that all lie at the same few bytes.
 */
export class ReadBudget {
  private leftBytes: number;

  constructor(fileBytes: number) {
    this.leftBytes = fileBytes * MAX_INFLATION + SLACK_BYTES;
  }

  /** Throws `JobError` `unsupported_media` when the packets add up to more than a file of this size can hold. */
  spend(packetBytes: number): void {
    this.leftBytes -= packetBytes + PACKET_COST_BYTES;
    if (this.leftBytes < 0) {
      throw new JobError('unsupported_media', 'The index of the recording claims more data than there is.');
    }
  }
}
