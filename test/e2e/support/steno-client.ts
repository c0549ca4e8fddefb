import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { pause } from './steno-process.js';

/** What the tests read of `GET /v1/jobs/{id}`. */
export interface JobView {
  readonly job_id: string;
  readonly status: string;
  readonly attempt: number;
  readonly progress: number;
  readonly worker: string | null;
  /** ISO 8601. */
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly audio: { readonly name: string; readonly duration_seconds: number | null };
  readonly result: {
    readonly text: string;
    readonly model: string;
    readonly language: string;
    readonly segments: readonly { start: number; end: number; text: string }[];
  } | null;
  readonly error: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  readonly exc_info: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed JSON. */
  readonly json: Record<string, unknown>;
}

/** Seconds from one time of a job to another one, which must be there. */
export function secondsBetween(from: string | null, to: string | null): number {
  if (from === null || to === null) throw new Error(`from ${from} to ${to}`);
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** From its submission to its end. */
export function secondsTaken({ created_at, ended_at }: JobView): number {
  return secondsBetween(created_at, ended_at);
}

export const ENDED: ReadonlySet<string> = new Set(['finished', 'failed', 'canceled']);

/** Steno over HTTP, as any client has it. */
export class StenoClient {
  constructor(
    readonly url: string,
    private readonly key?: string,
    /** How long one answer may take. Default: for ever. */
    private readonly timeoutMs?: number,
  ) {}

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (this.key !== undefined) headers.set('authorization', `Bearer ${this.key}`);
    const signal = this.timeoutMs === undefined ? null : AbortSignal.timeout(this.timeoutMs);
    const response = await fetch(this.url + path, { signal, ...init, headers });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, json };
  }

  async post(path: string, body: object = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return await this.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Uploads a file with the fields of a job. */
  async upload(path: string, fields: Readonly<Record<string, string>> = {}, name?: string): Promise<Answer> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append('file', await openAsBlob(path), name ?? basename(path));
    return await this.request('/v1/jobs', { method: 'POST', body: form });
  }

  /** Uploads a file; throws unless it is accepted. Returns the id of the job. */
  async submit(path: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await this.upload(path, fields);
    if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
    return answer.json['job_id'] as string;
  }

  async job(id: string): Promise<JobView> {
    const { status, text, json } = await this.request(`/v1/jobs/${encodeURIComponent(id)}`);
    if (status !== 200) throw new Error(`${status} ${text}`);
    return json as unknown as JobView;
  }

  /** The job as soon as it `is` so; throws when it has ended otherwise. */
  async until(id: string, is: (job: JobView) => boolean): Promise<JobView> {
    for (;;) {
      const job = await this.job(id);
      if (is(job)) return job;
      if (ENDED.has(job.status)) throw new Error(`job ${id} is ${job.status}: ${job.exc_info}`);
      await pause(25);
    }
  }

  async untilEnded(id: string): Promise<JobView> {
    return await this.until(id, (job) => ENDED.has(job.status));
  }

  async untilFinished(id: string): Promise<JobView> {
    return await this.until(id, (job) => job.status === 'finished');
  }
}
