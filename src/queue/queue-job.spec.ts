import { describe, expect, it } from 'vitest';
import { parseQueueJob, queueJobData, queueJobId } from './queue-job.js';
import { MalformedQueueEntryError } from './queue.errors.js';

describe('the BullMQ job of an entry', () => {
  const entries = ['a', 'a-1', 'a:b', 'a:b:c', '1', '11', ':', 'x'.repeat(128)].flatMap((jobId) =>
    [1, 2, 11].map((generation) => ({ jobId, generation })),
  );

  it('has an id that BullMQ takes: without a colon, not only digits', () => {
    for (const entry of entries) expect(queueJobId(entry)).not.toMatch(/:|^\d+$/);
  });

  it('has an id of its own for each id and generation', () => {
    expect(new Set(entries.map(queueJobId)).size).toBe(entries.length);
  });

  it('carries the id and the generation, and gives them back', () => {
    for (const entry of entries) {
      expect(parseQueueJob({ id: queueJobId(entry), data: queueJobData(entry) })).toEqual(entry);
    }
  });

  it.each([null, undefined, 'a', {}, { id: 'a' }, { id: 1, generation: 1 }, { id: 'a', generation: '1' }])(
    'is refused when somebody else wrote %j into the queue',
    (data) => {
      expect(() => parseQueueJob({ id: '7', data })).toThrow(MalformedQueueEntryError);
    },
  );
});
