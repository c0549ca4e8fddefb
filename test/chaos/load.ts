import { pause } from '../e2e/support/steno-process.js';
import { type Answer, StenoClient } from '../e2e/support/steno-client.js';
import type { Chance } from './chance.js';
import type { LoadRecording } from './recordings.js';

/** A job that the service has accepted, and what was asked of it. */
export interface AcceptedJob {
  readonly id: string;
  readonly recording: LoadRecording;
  readonly needs: AcceptedJob | null;
  /** Whether the service said that it is canceled, or may have done it without saying so. */
  cancel: 'no' | 'confirmed' | 'unanswered';
}

/** More would only wait. */
const UNENDED_MAX = 30;
const SUBMIT_EVERY_MS = 200;
const ASK_TIMEOUT_MS = 15_000;
const ASK_AGAIN_MS = 300;

/** So often that no number of faults uses them up. */
const RETRIES = { retry_count: '100', retry_delay: '1' };

const ENDED = new Set(['finished', 'failed', 'canceled']);

/** Clients that submit throughout, and ask again until they are answered. */
export class Load {
  readonly accepted: AcceptedJob[] = [];
  /** Uploads that broke off: each may have left a part of a file. */
  unansweredUploads = 0;
  private readonly client: StenoClient;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private submitting: Promise<void> = Promise.resolve();
  private submitted = 0;

  constructor(
    url: string,
    private readonly recordings: readonly LoadRecording[],
    private readonly chance: Chance,
  ) {
    this.client = new StenoClient(url);
  }

  start(): void {
    this.submitting = this.submitAll();
  }

  /** Resolves when every submission is answered. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.submitting;
    await Promise.all(this.underWay);
  }

  private async submitAll(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (this.underWay.size < UNENDED_MAX) {
        const work = this.submitOne().finally(() => this.underWay.delete(work));
        this.underWay.add(work);
      }
      await pause(SUBMIT_EVERY_MS);
    }
  }

  /** One job, from its submission to its end; what it asks for is decided before the first wait. */
  private async submitOne(): Promise<void> {
    const { chance } = this;
    this.submitted += 1;
    const id = `chaos-${this.submitted}`;
    const recording = chance.of(this.recordings);
    const needs =
      chance.happens(0.1) && this.accepted.length > 0 ? chance.of(this.accepted.slice(-20)) : null;
    const delay = chance.happens(0.1) ? chance.integer(1, 5) : 0;
    const priority = chance.of(['high', 'default', 'low']);
    const cancelAfterMs = chance.happens(0.08) ? chance.integer(0, 4000) : null;
    const fields = {
      job_id: id,
      priority,
      ...RETRIES,
      ...(needs && { depends_on: needs.id }),
      ...(delay > 0 && { delay: String(delay) }),
    };
    const { status, text } = await this.answered(() => this.client.upload(recording.path, fields), true);
    if (status !== 202 && status !== 200) throw new Error(`${id} is refused: ${status} ${text}`);
    const job: AcceptedJob = { id, recording, needs, cancel: 'no' };
    this.accepted.push(job);
    if (cancelAfterMs !== null) await this.cancel(job, cancelAfterMs);
    await this.ended(id);
  }

  private async cancel(job: AcceptedJob, afterMs: number): Promise<void> {
    await pause(afterMs);
    const answer = await withTimeout(this.client.post(`/v1/jobs/${job.id}/cancel`)).catch(() => null);
    if (answer?.status === 200) job.cancel = 'confirmed';
    else if (answer?.status !== 409) job.cancel = 'unanswered';
  }

  private async ended(id: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const answer = await withTimeout(this.client.request(`/v1/jobs/${id}`)).catch(() => null);
      if (ENDED.has(String(answer?.json['status']))) return;
      await pause(1000);
    }
  }

  /** What is not answered, or with a fault of the service, is asked again. */
  private async answered(ask: () => Promise<Answer>, uploads: boolean): Promise<Answer> {
    for (;;) {
      const answer = await withTimeout(ask()).catch(() => null);
      if (answer && answer.status < 500 && answer.status !== 429) return answer;
      if (uploads && answer === null) this.unansweredUploads += 1;
      await pause(ASK_AGAIN_MS);
    }
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const timeout = pause(ASK_TIMEOUT_MS).then(() => {
    throw new Error('no answer in time');
  });
  return await Promise.race([work, timeout]);
}
