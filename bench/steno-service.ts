import { DataDir } from './data-dir.js';
import { freePorts } from './free-ports.js';
import { StenoClient } from './steno-client.js';
import { environmentOf, StenoProcess, type StenoProcessOptions } from './steno-process.js';

/**
 * `node dist/main.js --local` on a new `DATA_DIR` and free ports; with `REDIS_URL` and `DATABASE_URL` in the
 * environment, on these. Stopping it leaves nothing behind.
 */
export class StenoService implements AsyncDisposable {
  private process: StenoProcess | null = null;
  private dataDir: DataDir | null = null;

  constructor(
    private readonly recogniserCount: number,
    private readonly options: Pick<StenoProcessOptions, 'onOneCore'> = {},
  ) {}

  /** Resolves when the service is ready for jobs. */
  async start(): Promise<StenoClient> {
    this.dataDir = await DataDir.create();
    const [port = 0, healthPort] = await freePorts(2);
    this.process = await StenoProcess.start({
      ...this.options,
      flags: ['--local'],
      port,
      env: {
        ...environmentOf('REDIS_URL', 'DATABASE_URL'),
        DATA_DIR: this.dataDir.path,
        PORT: String(port),
        WORKER_HEALTH_PORT: String(healthPort),
        WORKER_COUNT: String(this.recogniserCount),
        LOG_LEVEL: 'WARNING',
      },
    });
    return new StenoClient(this.process.url);
  }

  /** Of the process that is API and worker. */
  get pid(): number {
    if (this.process?.pid === undefined) throw new Error('The service is not started.');
    return this.process.pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process?.[Symbol.asyncDispose]();
    await this.dataDir?.[Symbol.asyncDispose]();
  }
}
