export interface RegisteredWorker {
  /** `host:pid`. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly queues: readonly string[];
  /** Attempts that it has ended since it started. */
  readonly jobsDone: number;
}

/** Which workers there are, as the database knows it. */
export abstract class WorkerRegistry {
  /** Says that this worker is alive; the first call registers it. */
  abstract heartbeat(worker: RegisteredWorker): Promise<void>;

  abstract unregister(name: string): Promise<void>;
}
