import { pause } from '../e2e/support/steno-process.js';
import { type Answer, ENDED, StenoClient } from '../e2e/support/steno-client.js';
import { Chance } from './chance.js';
import type { LoadRecording } from './recordings.js';

/** A job that the service has accepted, what was asked of it, and what was answered. */
export interface AcceptedJob {
  readonly id: string;
  readonly recording: LoadRecording;
  readonly needs: AcceptedJob | null;
  /** Whether the service said that it does so, or may have done it without saying so. */
  cancel: Wish;
  /** After it was canceled. */
  requeue: Wish;
  /** The end that the service told of. */
  told: string | null;
}

export type Wish = 'no' | 'confirmed' | 'unanswered';

/** Twice what two workers run at once: more would only wait. */
const UNENDED_MAX = 16;
const SUBMIT_EVERY_MS = 200;
const ASK_TIMEOUT_MS = 15_000;
const ASK_AGAIN_MS = 300;
const LOOK_EVERY_MS = 1000;

/** So often that no number of faults uses them up. */
const RETRIES = { retry_count: '100', retry_delay: '1' };

const PRIORITIES = ['high', 'default', 'low'];

/**
 * Clients that submit, look, cancel and requeue throughout, and an operator who pauses queues. Who is not answered asks
 * again.
 */
export class Load {
  readonly accepted: AcceptedJob[] = [];
  /** What was answered otherwise than with what was asked for. */
  readonly refused: string[] = [];
  /** Uploads that broke off: each may have left a part of a file. */
  unansweredUploads = 0;
  private readonly client: StenoClient;
  private readonly chance: Chance;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private working: Promise<unknown> = Promise.resolve();
  private submitted = 0;

  constructor(
    url: string,
    private readonly queueName: string,
    private readonly recordings: readonly LoadRecording[],
    private readonly seed: number,
  ) {
    this.client = new StenoClient(url, undefined, ASK_TIMEOUT_MS);
    this.chance = new Chance(seed);
  }

  start(): void {
    this.working = Promise.all([this.submitAll(), this.operate()]);
  }

  /** Resolves when every submission is answered and no queue is paused. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
    await Promise.all(this.underWay);
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async submitAll(): Promise<void> {
    while (!this.isStopping) {
      if (this.underWay.size < UNENDED_MAX) {
        const work = this.lifeOfOne().finally(() => this.underWay.delete(work));
        this.underWay.add(work);
      }
      await pause(SUBMIT_EVERY_MS);
    }
  }

  /** What it asks for is decided before the first wait. */
  private async lifeOfOne(): Promise<void> {
    const { chance } = this;
    this.submitted += 1;
    const id = `chaos-${this.submitted}`;
    const recording = chance.of(this.recordings);
    const needs =
      chance.happens(0.1) && this.accepted.length > 0 ? chance.of(this.accepted.slice(-20)) : null;
    const delay = chance.happens(0.1) ? chance.integer(1, 5) : 0;
    const priority = chance.of(PRIORITIES);
    const cancelAfterMs = chance.happens(0.1) ? chance.integer(0, 6000) : null;
    const requeues = chance.happens(0.5);
    const fields = {
      job_id: id,
      priority,
      ...RETRIES,
      ...(needs && { depends_on: needs.id }),
      ...(delay > 0 && { delay: String(delay) }),
    };
    const { status, text } = await this.answered(() => this.client.upload(recording.path, fields), true);
    if (status !== 202 && status !== 200) {
      this.refused.push(`${id}: ${status} ${text}`);
      return;
    }
    const job: AcceptedJob = { id, recording, needs, cancel: 'no', requeue: 'no', told: null };
    this.accepted.push(job);
    if (cancelAfterMs !== null) await this.cancel(job, cancelAfterMs);
    await this.untilEnded(job);
    if (requeues && job.cancel === 'confirmed' && job.told === 'canceled') {
      await this.requeue(job);
      await this.untilEnded(job);
    }
  }

  private async cancel(job: AcceptedJob, afterMs: number): Promise<void> {
    await pause(afterMs);
    const answer = await this.askOnce(`/v1/jobs/${job.id}/cancel`);
    // 409: it has ended.
    if (answer?.status !== 409) job.cancel = answer?.status === 200 ? 'confirmed' : 'unanswered';
  }

  private async requeue(job: AcceptedJob): Promise<void> {
    job.told = null;
    const answer = await this.askOnce(`/v1/jobs/${job.id}/requeue`);
    job.requeue = answer?.status === 200 ? 'confirmed' : 'unanswered';
    if (answer && answer.status !== 200 && answer.status < 500) {
      this.refused.push(`requeue of ${job.id}: ${answer.status} ${answer.text}`);
    }
  }

  /** Or the load is over. */
  private async untilEnded(job: AcceptedJob): Promise<void> {
    while (!this.isStopping) {
      const answer = await this.client.request(`/v1/jobs/${job.id}`).catch(() => null);
      const status = String(answer?.json['status']);
      if (ENDED.has(status)) {
        job.told = status;
        return;
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  /** One queue after the other is paused for a while. */
  private async operate(): Promise<void> {
    const chance = new Chance(this.seed + 1);
    while (!this.isStopping) {
      await pause(chance.integer(4000, 8000));
      const priority = chance.of(PRIORITIES);
      const queue = this.queueName + (priority === 'default' ? '' : `_${priority}`);
      for (const wanted of ['pause', 'resume']) {
        const { status, text } = await this.answered(() => this.client.post(`/v1/queues/${queue}/${wanted}`));
        if (status !== 200) this.refused.push(`${wanted} of ${queue}: ${status} ${text}`);
        await pause(chance.integer(500, 2500));
      }
    }
  }

  /** Null: no answer. */
  private async askOnce(path: string): Promise<Answer | null> {
    return await this.client.post(path).catch(() => null);
  }

  /** What is not answered, or with a fault of the service, is asked again. */
  private async answered(ask: () => Promise<Answer>, uploads = false): Promise<Answer> {
    for (;;) {
      const answer = await ask().catch(() => null);
      if (answer && answer.status < 500 && answer.status !== 429) return answer;
      if (uploads && answer === null) this.unansweredUploads += 1;
      await pause(ASK_AGAIN_MS);
    }
  }
}
