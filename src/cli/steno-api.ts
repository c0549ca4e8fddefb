import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { RefusedError, UnreachableError, UsageError } from './cli-errors.js';

/** A job as `GET /v1/jobs/{id}` shows it; only what the commands read is named. */
export interface JobView {
  readonly job_id: string;
  readonly status: string;
  readonly queue_name: string;
  readonly priority: string;
  readonly created_at: string;
  readonly progress: number;
  readonly position: number | null;
  readonly eta_seconds: number | null;
  readonly attempt: number;
  readonly depends_on: readonly string[];
  /** Of a `scheduled` job; null in other states. */
  readonly scheduled_at: string | null;
  readonly audio: { readonly name: string; readonly duration_seconds: number | null };
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly worker: string | null;
}

export interface JobPage {
  readonly jobs: readonly JobView[];
  readonly next_cursor: string | null;
}

export interface QueueView {
  readonly queue_name: string;
  readonly queued_count: number;
  readonly started_count: number;
  readonly finished_count: number;
  readonly failed_count: number;
  readonly deferred_count: number;
  readonly scheduled_count: number;
  readonly canceled_count: number;
  readonly paused: boolean;
  readonly oldest_queued_seconds: number | null;
}

export interface WorkerView {
  readonly name: string;
  readonly queues: readonly string[];
  readonly state: string;
  readonly current_jobs: readonly string[];
  readonly jobs_done: number;
  readonly heartbeat_at: string;
}

export interface ApiKeyView {
  readonly api_key_id: string;
  readonly base_url: string;
  readonly model: string;
  readonly response_format: string;
  readonly max_part_seconds: number;
  readonly max_concurrency: number;
  readonly key_last_four: string | null;
  readonly last_used_at: string | null;
}

export interface LexiconView {
  readonly lexicon_id: string;
  readonly version: number;
  readonly description: string;
  readonly term_count: number;
  readonly created_at: string;
}

const ENDED = new Set(['finished', 'failed', 'canceled']);

export function hasEnded(job: JobView): boolean {
  return ENDED.has(job.status);
}

/** The fields of a new job, as text: the service checks them. */
export type JobFields = Readonly<Record<string, string>>;

const DEFAULT_URL = 'http://127.0.0.1:3000';

/** What a header carries, and the service takes as its key. */
const SENDABLE_KEY = /^[!-~]+$/;

/** Steno over HTTP. Throws {@link UnreachableError} when nothing answers, {@link RefusedError} for a refusal. */
export class StenoApi {
  constructor(
    private readonly url: string,
    private readonly key: string | undefined,
  ) {}

  /** At `STENO_URL`, with the key in `STENO_KEY`. */
  static fromEnvironment(): StenoApi {
    const { env } = process;
    const url = env['STENO_URL'] || DEFAULT_URL;
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new UsageError(`STENO_URL is not an http or https address: ${url}`);
    }
    const key = env['STENO_KEY']?.trim() || undefined;
    if (key !== undefined && !SENDABLE_KEY.test(key)) {
      throw new UsageError(
        'STENO_KEY cannot be the key: one has letters from A to Z, digits and signs, without accents or spaces',
      );
    }
    return new StenoApi(url.replace(/\/+$/, ''), key);
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.request('GET', path)).json()) as T;
  }

  async getText(path: string): Promise<string> {
    return await (await this.request('GET', path)).text();
  }

  async post<T>(path: string, body?: object): Promise<T> {
    return (await (await this.request('POST', path, body)).json()) as T;
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return (await (await this.request('PATCH', path, body)).json()) as T;
  }

  /** With a body whose type is in `headers`. */
  async send<T>(
    method: 'POST' | 'PUT',
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<T> {
    return (await (await this.request(method, path, body, headers)).json()) as T;
  }

  async delete(path: string): Promise<void> {
    await this.request('DELETE', path);
  }

  /** The file goes out as it is read from the disk. */
  async submit(fields: JobFields, file?: string): Promise<JobView> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (file !== undefined) form.append('file', await openAsBlob(file), basename(file));
    return (await (await this.request('POST', '/v1/jobs', form)).json()) as JobView;
  }

  /** A body is a form, a text whose type is in `about`, or sent as JSON. */
  private async request(
    method: string,
    path: string,
    body?: object | string,
    about: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const isJson = typeof body === 'object' && !(body instanceof FormData);
    const headers = {
      ...(this.key !== undefined && { authorization: `Bearer ${this.key}` }),
      ...(isJson && { 'content-type': 'application/json' }),
      ...about,
    };
    const content = body !== undefined && { body: isJson ? JSON.stringify(body) : body };
    let response: Response;
    try {
      response = await fetch(this.url + path, { method, headers, ...content, redirect: 'error' });
    } catch (error) {
      throw new UnreachableError(this.url, error);
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

export function pathOfJob(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}

export function pathOfQueue(name: string): string {
  return `/v1/queues/${encodeURIComponent(name)}`;
}

/** From most to least urgent. */
export async function queueNames(api: StenoApi): Promise<string[]> {
  const { queues } = await api.get<{ queues: QueueView[] }>('/v1/queues');
  return queues.map(({ queue_name }) => queue_name);
}

async function refusal(response: Response): Promise<RefusedError> {
  const text = await response.text().catch(() => '');
  const { code, detail, errors } = parseProblem(text);
  const fields = errors?.map((error) => `\n  ${toldOf(error)}`).join('') ?? '';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new RefusedError(
    response.status,
    code ?? 'http_error',
    `${detail ?? `The service answered ${response.status} ${response.statusText}.`}${fields}`,
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}

interface FieldError {
  readonly field: string;
  readonly message: string;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
}

/** Many messages begin with the field that they are about; one about the whole body has none. */
function toldOf({ field, message }: FieldError): string {
  return field === '' || message.startsWith(`${field} `) ? message : `${field}: ${message}`;
}

function parseProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}
