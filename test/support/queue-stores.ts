import { randomBytes } from 'node:crypto';
import type { QueueStore } from '../../src/queue/queue-backend.js';

/** A store of the queue that a test can look into and take away. */
export interface StoreUnderTest {
  readonly store: QueueStore;
  /** What is left of the entries of a queue and its two siblings. Empty is clean. */
  remains(queueName: string): Promise<string[]>;
  /** The store refuses connections; `restore` ends that, with the entries it had. */
  takeAway(): Promise<void>;
  restore(): Promise<void>;
  /** The store takes commands and does not answer; `thaw` ends that. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** The store answers, and takes nothing; `acceptWrites` ends that. */
  refuseWrites(): Promise<void>;
  acceptWrites(): Promise<void>;
  stop(): Promise<void>;
}

export function randomQueueName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}
