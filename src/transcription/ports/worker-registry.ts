/** A worker that has not been heard of for so long is taken for lost. */
export const LOST_AFTER_SECONDS = 30;

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

  /** Takes workers off the list that have not been heard of for so long. Returns how many. */
  abstract forget(silentForSeconds: number): Promise<number>;

  abstract unregister(name: string): Promise<void>;
}
