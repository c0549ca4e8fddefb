import { Inject, Injectable, Logger } from '@nestjs/common';
import { WorkerRegistry } from './ports/worker-registry.js';
import { repeat } from './repeat.js';
import { TranscriptionRunner } from './transcription-runner.js';
import { WORKER_IDENTITY, type WorkerIdentity } from './worker-identity.js';

const INTERVAL_MS = 5000;

/** Tells the database, for as long as the worker lives, that it does. */
@Injectable()
export class WorkerHeartbeat {
  private readonly logger = new Logger('Worker');
  private readonly stopping = new AbortController();
  private beating: Promise<unknown> = Promise.resolve();
  private queues: readonly string[] = [];
  private takesJobs = true;

  constructor(
    @Inject(WORKER_IDENTITY) private readonly worker: WorkerIdentity,
    private readonly registry: WorkerRegistry,
    private readonly runner: TranscriptionRunner,
  ) {}

  /** Registers the worker. Rejects when the database does not take it. */
  async start(queues: readonly string[]): Promise<void> {
    this.queues = queues;
    // In a container that was started again, the one before had the same name.
    await this.registry.unregister(this.worker.name);
    await this.beat();
    this.beating = repeat(INTERVAL_MS, this.stopping.signal, () => this.beatOrReport());
  }

  /** Says at once that the worker takes nothing more. */
  async quiet(): Promise<void> {
    this.takesJobs = false;
    const said = this.beatOrReport();
    this.beating = Promise.all([this.beating, said]);
    await said;
  }

  /** Takes the worker off the list. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.beating;
    await this.registry.unregister(this.worker.name);
  }

  private async beatOrReport(): Promise<void> {
    await this.beat().catch((error: unknown) => {
      this.logger.warn('the database did not take the heartbeat', { error: String(error) });
    });
  }

  private async beat(): Promise<void> {
    await this.registry.heartbeat({
      ...this.worker,
      queues: this.queues,
      jobsDone: this.runner.jobsDone,
      stopping: !this.takesJobs,
    });
  }
}
