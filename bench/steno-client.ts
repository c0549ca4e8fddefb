import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the benchmarks read of `GET /v1/jobs/{id}` (DESIGN §4). */
export interface JobView {
  readonly job_id: string;
  readonly status: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly result: TranscriptView | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Times in seconds. */
export interface TranscriptView {
  readonly text: string;
  readonly model: string;
  readonly segments: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly corrections?: readonly Correction[];
}

/** What a lexicon changed. */
export interface Correction {
  readonly from: string;
  readonly to: string;
  readonly segment: number;
  readonly score: number;
}

export type FinishedJob = JobView & { readonly ended_at: string; readonly result: TranscriptView };

/** What the benchmarks read of `GET /v1/jobs/{id}/transcript?format=verbose_json`. Times in seconds. */
export interface VerboseTranscript {
  readonly text: string;
  readonly words?: readonly { readonly word: string; readonly start: number; readonly end: number }[];
  readonly word_times: 'measured' | 'estimated' | null;
}

/** Steno over HTTP, as any user has it. */
export class StenoClient {
  constructor(readonly url: string) {}

  /** Returns the id of the new job. `fields`: of the job, as the API names them. */
  async submit(path: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', await openAsBlob(path), basename(path));
    const job = await this.request<JobView>('/v1/jobs', { method: 'POST', body: form });
    return job.job_id;
  }

  async job(id: string): Promise<JobView> {
    return this.request(`/v1/jobs/${encodeURIComponent(id)}`);
  }

  /** Of a finished job. */
  async transcript(id: string): Promise<VerboseTranscript> {
    return this.request(`/v1/jobs/${encodeURIComponent(id)}/transcript?format=verbose_json`);
  }

  /** Writes a lexicon of these terms. */
  async putLexicon(id: string, terms: readonly string[]): Promise<void> {
    await this.send('PUT', `/v1/lexicons/${id}`, { entries: terms });
  }

  /** Asks every `pollMs` milliseconds. Throws when the job ends in another way than `finished`. */
  async untilFinished(id: string, pollMs: number): Promise<FinishedJob> {
    for (;;) {
      const job = await this.job(id);
      if (isFinished(job)) return job;
      if (job.ended_at)
        throw new Error(`job ${id} ended ${job.status}: ${job.error?.code} ${job.error?.message}`);
      await sleep(pollMs);
    }
  }

  private async send(method: string, path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await this.request(path, { method, headers, body: JSON.stringify(body) });
  }

  private async request<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(this.url + path, init);
    const body = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${body}`);
    return JSON.parse(body) as T;
  }
}

function isFinished(job: JobView): job is FinishedJob {
  return job.status === 'finished' && job.ended_at !== null && job.result !== null;
}
