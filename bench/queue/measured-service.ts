import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { Pool } from 'undici';
import { DataDir } from '../data-dir.js';
import { freePorts } from '../free-ports.js';
import { StenoProcess, type StenoProcessOptions } from '../steno-process.js';
import { silence } from './silence.js';
import { inParallel } from './throughput.js';

const NO_OP_WORKER = join(import.meta.dirname, 'no-op-worker.mjs');

/** What the bench reads of `GET /v1/queues/{name}`. */
export interface QueueView {
  readonly queued_count: number;
  readonly started_count: number;
  readonly finished_count: number;
  readonly failed_count: number;
}

export interface MeasuredServiceOptions {
  /** Null: the queue lives in the embedded PostgreSQL. */
  readonly redisUrl: string | null;
  /** Connections of the client. */
  readonly connections: number;
}

/**
 * An API and, when it is asked for, workers: processes of the built service with a new embedded PostgreSQL. They log as
 * they do by default, to nowhere.
 */
export class MeasuredService implements AsyncDisposable {
  private readonly workers: StenoProcess[] = [];

  private constructor(
    private readonly dataDir: DataDir,
    private readonly api: StenoProcess,
    private readonly env: Readonly<Record<string, string>>,
    private readonly http: Pool,
    private readonly connections: number,
    /** A recording of 10 ms without speech. */
    readonly recording: string,
    readonly databaseUrl: string,
    readonly sql: Client,
  ) {}

  static async start({ redisUrl, connections }: MeasuredServiceOptions): Promise<MeasuredService> {
    const dataDir = await DataDir.create();
    const recordings = join(dataDir.path, 'recordings');
    const recording = join(recordings, 'silence.wav');
    await mkdir(recordings);
    await writeFile(recording, silence(0.01));
    const [port = 0] = await freePorts(1);
    const env = {
      ...(redisUrl !== null && { REDIS_URL: redisUrl }),
      DATA_DIR: dataDir.path,
      AUDIO_ROOTS: recordings,
      PORT: String(port),
    };
    const api = await StenoProcess.start({ port, env, quiet: true });
    const databaseUrl = await embeddedDatabaseUrl(dataDir.path);
    const sql = new Client({ connectionString: databaseUrl });
    await sql.connect();
    const http = new Pool(api.url, { connections });
    return new MeasuredService(dataDir, api, env, http, connections, recording, databaseUrl, sql);
  }

  /** Resolves when a worker takes jobs that does nothing with them. */
  async startNoOpWorker(workerCount: number): Promise<void> {
    await this.startWorker({ program: NO_OP_WORKER, env: { WORKER_COUNT: String(workerCount) } });
  }

  /** Resolves when a worker as it comes takes jobs. */
  async startRealWorker(): Promise<void> {
    await this.startWorker({ flags: ['--worker'], env: {} });
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker[Symbol.asyncDispose]()));
  }

  /** Submits a job; its id. */
  async submit(): Promise<string> {
    const body = JSON.stringify({ audio_file_path: this.recording });
    const headers = { 'content-type': 'application/json' };
    const job = await this.answer<{ job_id: string }>(
      this.http.request({ method: 'POST', path: '/v1/jobs', headers, body }),
    );
    return job.job_id;
  }

  /** As many at once as there are connections. */
  async submitMany(count: number): Promise<void> {
    await inParallel(this.connections, count, () => this.submit());
  }

  async get<T>(path: string): Promise<T> {
    return await this.answer<T>(this.http.request({ method: 'GET', path }));
  }

  async queue(): Promise<QueueView> {
    return await this.get('/v1/queues/transcription_jobs');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.http.destroy();
    await this.sql.end();
    await this.stopWorkers();
    await this.api[Symbol.asyncDispose]();
    await this.dataDir[Symbol.asyncDispose]();
  }

  private async startWorker({
    env,
    ...program
  }: Pick<StenoProcessOptions, 'program' | 'flags' | 'env'>): Promise<void> {
    const [port = 0] = await freePorts(1);
    const all = { ...this.env, ...env, WORKER_HEALTH_PORT: String(port) };
    this.workers.push(await StenoProcess.start({ ...program, port, env: all, quiet: true }));
  }

  private async answer<T>(request: ReturnType<Pool['request']>): Promise<T> {
    const { statusCode, body } = await request;
    if (statusCode >= 400) throw new Error(`the service answered ${statusCode}: ${await body.text()}`);
    return (await body.json()) as T;
  }
}

/** Where a process beside the owner finds the embedded database: docs/operations.md. */
async function embeddedDatabaseUrl(dataDir: string): Promise<string> {
  const file = await readFile(join(dataDir, 'postgres/connection.json'), 'utf8');
  return (JSON.parse(file) as { url: string }).url;
}
