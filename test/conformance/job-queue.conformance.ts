import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareQueueBackend } from '../../src/queue/queue-backend.js';
import type { QueueConnection } from '../../src/queue/queue-connection.js';
import { QueueUnavailableError } from '../../src/queue/queue.errors.js';
import { StoreErrorLog } from '../../src/queue/store-error-log.js';
import { AttemptAborted } from '../../src/transcription/domain/attempt.js';
import { JOB_LANES } from '../../src/transcription/domain/job-lane.js';
import { JOB_PRIORITIES } from '../../src/transcription/domain/job.js';
import { HOUSEKEEPING_TASKS } from '../../src/transcription/ports/housekeeping.js';
import type { QueueEntry } from '../../src/transcription/ports/job-queue.js';
import { QueueParticipant, RecordingRunner, type Work, type WorkerSettings } from './queue-participants.js';
import { randomQueueName, type StoreUnderTest } from '../support/queue-stores.js';
import { WorkerProcess } from './worker-process.js';

/** The cap of the adapter, and what a busy machine adds. */
const ENQUEUE_CAP_MS = 2_500;

/** How long all connections may take to find a store that is back. */
const BACK_MS = 10_000;

/** Seven consumers that fail once a second each, and what a reconnect brings. A consumer that spins fails thousands of times. */
const OBSERVED_MS = 2_000;
const MANY_FAILURES = 40;

/** What a `JobQueue` and its consumers promise, on whatever store. */
export function describeJobQueue(storeName: string, startStore: () => Promise<StoreUnderTest>): void {
  describe(`a job queue on ${storeName}`, () => {
    let store: StoreUnderTest;
    let connection: QueueConnection;
    let queueName: string;
    let api: QueueParticipant;
    let participants: (QueueParticipant | WorkerProcess)[];

    beforeAll(async () => {
      store = await startStore();
      connection = await prepareQueueBackend(store.store);
    });

    beforeEach(async () => {
      queueName = randomQueueName();
      participants = [];
      api = await QueueParticipant.producer(connection, queueName);
    });

    afterEach(async () => {
      for (const participant of participants.reverse()) {
        await (participant instanceof WorkerProcess ? participant.kill() : participant.close());
      }
      await api.close();
    });

    afterAll(async () => store.stop());

    async function addWorker(work?: Work, settings?: WorkerSettings): Promise<QueueParticipant> {
      const runner = new RecordingRunner(work);
      const worker = await QueueParticipant.worker(connection, queueName, runner, settings);
      participants.push(worker);
      return worker;
    }

    async function startWorker(work?: Work, settings?: WorkerSettings): Promise<QueueParticipant> {
      const worker = await addWorker(work, settings);
      await worker.consumers.start();
      return worker;
    }

    async function startProcess(
      behaviour: 'finish' | 'hold',
      settings: WorkerSettings,
    ): Promise<WorkerProcess> {
      const process = await WorkerProcess.start({ store: store.store, queueName, settings, behaviour });
      participants.push(process);
      return process;
    }

    /** Ends the worker the orderly way, and says what it left in the store. */
    async function remainsAfter(worker: QueueParticipant): Promise<string[]> {
      worker.consumers.quiet();
      await worker.consumers.idle(5_000);
      await worker.consumers.close(5_000);
      return store.remains(queueName);
    }

    it('delivers an entry once and keeps nothing of it', async () => {
      const worker = await startWorker();
      await api.queue.enqueue([entry('a')]);
      await worker.runner.untilFinished(1);
      expect(await remainsAfter(worker)).toEqual([]);
      expect(worker.runner.started).toEqual([{ jobId: 'a', generation: 1 }]);
    });

    it('takes the same id and generation once, alone or among others', async () => {
      await api.queue.enqueue([entry('a')]);
      await api.queue.enqueue([entry('a')]);
      await api.queue.enqueue([entry('a'), entry('b'), entry('b')]);
      const { runner } = await startWorker(undefined, { concurrency: 1 });
      await api.queue.enqueue([entry('last')]);
      await runner.untilFinished(3);
      expect(runner.startedIds).toEqual(['a', 'b', 'last']);
    });

    it('delivers a new generation, and an old one again when it is put in again', async () => {
      const { runner } = await startWorker();
      for (const [count, generation] of [1, 2, 2].entries()) {
        await api.queue.enqueue([entry('a', { generation })]);
        await runner.untilFinished(count + 1);
        await untilGone();
      }
      expect(runner.started.map(({ generation }) => generation)).toEqual([1, 2, 2]);
    });

    it('takes every id that a job may have, and confuses none', async () => {
      const ids = ['a:b:c', ':', '::', 'a', 'a-1', '11', '1', '0', 'wait', 'meta', '.', '-', 'x'.repeat(128)];
      const entries = ids.flatMap((id) => [entry(id), entry(id, { generation: 11 })]);
      await api.queue.enqueue(entries);
      const { runner } = await startWorker(undefined, { concurrency: 1 });
      await runner.untilFinished(entries.length);
      expect(runner.started).toEqual(entries.map(({ jobId, generation }) => ({ jobId, generation })));
    });

    it('keeps the priorities apart, each in its queue', async () => {
      await api.queue.enqueue(JOB_PRIORITIES.map((priority) => entry(priority, { priority })));
      for (const priority of JOB_PRIORITIES) {
        const { runner } = await startWorker(undefined, { priorities: [priority] });
        await runner.untilFinished(1);
        expect(runner.startedIds).toEqual([priority]);
      }
    });

    it('keeps places for local jobs however many of providers do not end, and the other way round', async () => {
      const gate = openableGate();
      const work: Work = ({ jobId }) => (jobId.startsWith('hanging') ? gate.opened : Promise.resolve());
      for (const [hanging, others] of [JOB_LANES, JOB_LANES.toReversed()]) {
        const stuck = Array.from({ length: 8 }, (_, index) => entry(`hanging-${index}`, { lane: hanging }));
        await api.queue.enqueue(stuck);
        const worker = await startWorker(work, { concurrency: 2 });
        await worker.runner.untilStarted(2);
        await api.queue.enqueue([entry('other', { lane: others })]);
        await worker.runner.untilFinished(1);
        expect(worker.runner.startedIds).toHaveLength(3);
        for (const waiting of stuck) await api.queue.remove(waiting);
        worker.consumers.quiet();
      }
      gate.open();
    });

    it('hands out nothing of a lane that the worker does not run', async () => {
      await api.queue.enqueue([entry('elsewhere', { lane: 'provider' }), entry('here')]);
      const { runner } = await startWorker(undefined, { lanes: ['local'] });
      await runner.untilFinished(1);
      expect(runner.startedIds).toEqual(['here']);
    });

    it('delivers in the order of arrival', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `job-${index}`);
      for (const id of ids.slice(0, 20)) await api.queue.enqueue([entry(id)]);
      await api.queue.enqueue(ids.slice(20).map((id) => entry(id)));
      const { runner } = await startWorker(undefined, { concurrency: 1 });
      await runner.untilFinished(ids.length);
      expect(runner.startedIds).toEqual(ids);
    });

    it('removes an entry that waits, and leaves one alone that is gone or being worked on', async () => {
      const gate = openableGate();
      await api.queue.enqueue([entry('active'), entry('waiting'), entry('last')]);
      const { runner } = await startWorker(() => gate.opened, { concurrency: 1 });
      await runner.untilStarted(1);
      for (const id of ['active', 'waiting', 'unheard-of']) await api.queue.remove(entry(id));
      gate.open();
      await runner.untilFinished(2);
      expect(runner.startedIds).toEqual(['active', 'last']);
    });

    it('hands out nothing of a paused queue until it is resumed', async () => {
      const { runner } = await startWorker();
      await api.queue.align(['default']);
      await api.queue.align(['default']);
      await api.queue.enqueue([entry('held'), entry('held too', { lane: 'provider' })]);
      await api.queue.enqueue([entry('urgent', { priority: 'high' })]);
      await runner.untilFinished(1);
      expect(runner.startedIds).toEqual(['urgent']);
      await api.queue.align([]);
      await runner.untilFinished(3);
      expect(runner.startedIds.toSorted()).toEqual(['held', 'held too', 'urgent']);
    });

    it('is blank until it is aligned, whatever waits in it', async () => {
      await api.queue.enqueue([entry('a')]);
      expect(await api.queue.isBlank()).toBe(true);
      await api.queue.align([]);
      expect(await api.queue.isBlank()).toBe(false);
    });

    it('brings round each task of the housekeeping once, however many workers and schedules there are', async () => {
      const workers = [await startWorker(), await startWorker()];
      const tasks = () => workers.flatMap(({ housekeeping }) => housekeeping.tasks).toSorted();
      await Promise.all([api.queue.align([]), api.queue.align([]), api.queue.align([])]);
      await expect.poll(tasks, { timeout: 10_000 }).toEqual(Object.keys(HOUSEKEEPING_TASKS).toSorted());
      await api.queue.align([]);
      await api.queue.enqueue([entry('a')]);
      await Promise.race(workers.map(({ runner }) => runner.untilFinished(1)));
      expect(tasks()).toHaveLength(Object.keys(HOUSEKEEPING_TASKS).length);
    });

    it('sweeps out what no worker would take, and nothing else', async () => {
      const entries = ['a', 'b', 'c'].map((id) => entry(id));
      await api.queue.enqueue([...entries, entry('d', { priority: 'low', lane: 'provider' })]);
      const isStale = ({ jobId }: QueueEntry) => jobId === 'a' || jobId === 'd';
      const removed = await api.queue.sweep((waiting) => Promise.resolve(waiting.filter(isStale)));
      expect(removed).toBe(2);
      const { runner } = await startWorker();
      await runner.untilFinished(2);
      expect(runner.startedIds).toEqual(['b', 'c']);
    });

    it('takes nothing before it is started', async () => {
      const idle = await addWorker();
      await api.queue.enqueue([entry('a')]);
      const { runner } = await startWorker();
      await runner.untilFinished(1);
      expect(idle.runner.started).toEqual([]);
      expect(idle.consumers.state).toBe('waiting');
    });

    it('aborts the attempts that are active with a reason that an attempt knows', async () => {
      const reasons: unknown[] = [];
      const worker = await startWorker(async (_, signal) => {
        await untilAborted(signal);
        reasons.push(signal.reason);
      });
      await api.queue.enqueue([entry('a')]);
      await worker.runner.untilStarted(1);
      expect(await worker.consumers.idle(20)).toBe(false);
      worker.consumers.abortActive();
      expect(await worker.consumers.idle(1_000)).toBe(true);
      expect(reasons).toEqual([new AttemptAborted('shutdown')]);
    });

    it.each(['busy', 'waiting for entries'])(
      'stops taking entries at once when quiet, while %s',
      async (how) => {
        const gate = openableGate();
        const first = await startWorker(() => gate.opened, { concurrency: 2 });
        await api.queue.enqueue(how === 'busy' ? [entry('first')] : []);
        if (how === 'busy') await first.runner.untilStarted(1);
        first.consumers.quiet();
        await api.queue.enqueue([entry('second'), entry('third')]);
        const second = await startWorker();
        await second.runner.untilFinished(2);
        // Its last entry is done before that is written down.
        await remainsAfter(second);
        gate.open();
        expect(await first.consumers.idle(1_000)).toBe(true);
        expect(first.runner.startedIds).toEqual(how === 'busy' ? ['first'] : []);
        expect(await remainsAfter(first)).toEqual([]);
      },
    );

    it.each(['busy', 'waiting for entries'])(
      'takes nothing while its runner could do nothing, and goes on once it can, first %s',
      async (how) => {
        const gate = openableGate();
        const sick = await startWorker(() => gate.opened, { concurrency: 2 });
        if (how === 'busy') {
          await api.queue.enqueue([entry('first')]);
          await sick.runner.untilStarted(1);
        }
        for (const lane of JOB_LANES) sick.runner.lacks.set(lane, 'the store of recordings is not there');
        await expect.poll(() => sick.consumers.state, { timeout: 5_000 }).toBe('resting');
        expect(await sick.consumers.problems()).toEqual([
          'no local and provider jobs are taken: the store of recordings is not there',
        ]);
        await api.queue.enqueue([entry('second')]);
        const sound = await startWorker();
        await sound.runner.untilFinished(1);
        await remainsAfter(sound);

        await api.queue.enqueue([entry('third')]);
        sick.runner.lacks.clear();
        await sick.runner.untilStarted(how === 'busy' ? 2 : 1);
        expect(await sick.consumers.problems()).toEqual([]);
        gate.open();
        expect(await sick.consumers.idle(1_000)).toBe(true);
        expect(sick.runner.startedIds).toEqual(how === 'busy' ? ['first', 'third'] : ['third']);
        expect(await remainsAfter(sick)).toEqual([]);
      },
    );

    it('takes the jobs of providers while it could do nothing with local ones', async () => {
      const sick = await startWorker();
      sick.runner.lacks.set('local', 'no recogniser can be started');
      await expect
        .poll(() => sick.consumers.problems(), { timeout: 5_000 })
        .toEqual(['no local jobs are taken: no recogniser can be started']);
      await api.queue.enqueue([entry('local')]);
      await api.queue.enqueue([entry('afar', { lane: 'provider' })]);
      await sick.runner.untilFinished(1);
      expect(sick.consumers.state).toBe('consuming');
      expect(sick.runner.startedIds).toEqual(['afar']);
      sick.runner.lacks.clear();
      await sick.runner.untilFinished(2);
      expect(sick.runner.startedIds).toEqual(['afar', 'local']);
    });

    it('rests after an attempt that was handed back', async () => {
      const { runner } = await startWorker(undefined, { concurrency: 1 });
      runner.result = 'interrupted';
      await api.queue.enqueue([entry('a'), entry('b')]);
      await runner.untilFinished(1);
      const startedAt = performance.now();
      await runner.untilStarted(2);
      expect(performance.now() - startedAt).toBeGreaterThan(1_500);
    });

    it('delivers an entry again when nothing could be written down about it', async () => {
      let failures = 1;
      const { runner } = await startWorker(async () => {
        if (failures-- > 0) throw new Error('the database is away');
      });
      await api.queue.enqueue([entry('a')]);
      await runner.untilFinished(1);
      expect(runner.startedIds).toEqual(['a', 'a']);
    });

    it('leaves active entries to others when it has to close under them', async () => {
      const stuck = await startWorker(() => new Promise(() => undefined), { lockDurationMs: 1_000 });
      await api.queue.enqueue([entry('a')]);
      await stuck.runner.untilStarted(1);
      expect(await stuck.consumers.close(1_000)).toBe(true);
      const { runner } = await startWorker(undefined, { lockDurationMs: 1_000 });
      await runner.untilFinished(1);
    });

    it('refuses in time while the store is away, says so, and works again when it is back', async () => {
      const worker = await startWorker();
      await api.queue.enqueue([entry('before')]);
      await worker.runner.untilFinished(1);
      await store.takeAway();
      try {
        await expectRefusedInTime(() => api.queue.enqueue([entry('lost')]));
        await expectRefusedInTime(() => api.queue.remove(entry('lost')));
        expect(await api.queueHealth.check()).toMatchObject({ queue: { status: 'down' } });
        expect(await worker.consumersHealth.check()).toMatchObject({ consumers: { status: 'down' } });
      } finally {
        await store.restore();
      }
      await untilAccepted([entry('after')]);
      await worker.runner.untilFinished(2);
      expect(worker.runner.startedIds).toContain('after');
      // Each queue has its own connection, and each finds its way back by itself.
      await expect
        .poll(() => api.queueHealth.check(), { timeout: BACK_MS })
        .toMatchObject({ queue: { status: 'up', problems: [] } });
      await expect
        .poll(() => worker.consumersHealth.check(), { timeout: BACK_MS })
        .toMatchObject({ consumers: { status: 'up', problems: [] } });
    });

    it('tells of a store that refuses writes, asks it about once a second, and goes on when it takes them', async () => {
      await api.queue.enqueue([entry('a')]);
      await store.refuseWrites();
      const failures = vi.spyOn(StoreErrorLog.prototype, 'record');
      try {
        const { consumersHealth } = await startWorker();
        expect(await consumersHealth.check()).toMatchObject({ consumers: { status: 'down' } });
        expect(await api.queueHealth.check()).toMatchObject({ queue: { status: 'down' } });
        await pause(OBSERVED_MS);
        expect(failures.mock.calls.length).toBeLessThan(MANY_FAILURES);
      } finally {
        failures.mockRestore();
        await store.acceptWrites();
      }
      await (participants.at(-1) as QueueParticipant).runner.untilFinished(1);
    });

    it('refuses in time while the store hangs', async () => {
      await store.freeze();
      try {
        await expectRefusedInTime(() => api.queue.enqueue([entry('a')]));
      } finally {
        await store.thaw();
      }
      await untilAccepted([entry('a')]);
    });

    it('lets a worker and a producer close in time while the store is away', async () => {
      const worker = await startWorker();
      const producer = await QueueParticipant.producer(connection, queueName);
      await store.takeAway();
      try {
        worker.consumers.quiet();
        expect(await worker.consumers.close(3_000)).toBe(true);
        expect(await worker.close()).toBe(true);
        expect(await producer.close()).toBe(true);
        participants.pop();
      } finally {
        await store.restore();
      }
    });

    it('gives the entries of a killed worker to another one', async () => {
      const settings: WorkerSettings = { lockDurationMs: 1_000 };
      const victim = await startProcess('hold', settings);
      await api.queue.enqueue([entry('a')]);
      await victim.untilStarted(1);
      await victim.kill();
      const { runner } = await startWorker(undefined, settings);
      await runner.untilFinished(1);
      expect(runner.started).toEqual([{ jobId: 'a', generation: 1 }]);
    });

    it('delivers 2,000 entries to two processes, each once, and leaves nothing behind', async () => {
      const settings: WorkerSettings = { concurrency: 10, priorities: ['default'] };
      const workers = await Promise.all([startProcess('finish', settings), startProcess('finish', settings)]);
      const ids = Array.from({ length: 2_000 }, (_, index) => `job-${index}`);
      await api.queue.enqueue(ids.map((id) => entry(id)));
      await untilGone();
      expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
      const delivered = workers.flatMap(({ started }) => started.map(({ jobId }) => jobId));
      expect(delivered.toSorted()).toEqual(ids.toSorted());
    });

    /** Polls, because a store tells nobody that it is empty. */
    async function untilGone(): Promise<void> {
      await expect.poll(() => store.remains(queueName), { timeout: 30_000, interval: 100 }).toEqual([]);
    }

    /** Polls, because a driver tells nobody that it has reconnected. */
    async function untilAccepted(entries: QueueEntry[]): Promise<void> {
      const attempt = () => api.queue.enqueue(entries).then(() => 'accepted');
      await expect.poll(attempt, { timeout: 10_000, interval: 100 }).toBe('accepted');
    }
  });
}

function entry(jobId: string, rest: Partial<QueueEntry> = {}): QueueEntry {
  return { jobId, generation: 1, priority: 'default', lane: 'local', ...rest };
}

function openableGate(): { opened: Promise<void>; open: () => void } {
  const signal = new AbortController();
  return { opened: untilAborted(signal.signal), open: () => signal.abort() };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function expectRefusedInTime(call: () => Promise<void>): Promise<void> {
  const startMs = performance.now();
  await expect(call()).rejects.toBeInstanceOf(QueueUnavailableError);
  expect(performance.now() - startMs).toBeLessThan(ENQUEUE_CAP_MS);
}
