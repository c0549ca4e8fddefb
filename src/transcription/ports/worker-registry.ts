/** A worker that has not been heard of for so long is taken for lost. */
export const LOST_AFTER_SECONDS = 30;

/** What a worker says of itself. */
export interface WorkerReport {
  /** `host:pid`. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly queues: readonly string[];
  /** Attempts that it has ended since it started. */
  readonly jobsDone: number;
  /** It was told to end: it finishes what it has and takes nothing more. */
  readonly stopping: boolean;
}

/** A worker as the database knows it. */
export interface RegisteredWorker extends WorkerReport {
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  /** Not heard of for {@link LOST_AFTER_SECONDS}, by the database's clock. */
  readonly lost: boolean;
  /** Ids of the jobs whose attempts it holds. */
  readonly currentJobs: readonly string[];
}

/** Which workers there are, as the database knows it. */
export abstract class WorkerRegistry {
  /** Says that this worker is alive; the first call registers it. */
  abstract heartbeat(worker: WorkerReport): Promise<void>;

  /** By name. A worker that ended by itself is not on the list, one that was lost is for a while. */
  abstract list(): Promise<RegisteredWorker[]>;

  /** Takes workers off the list that have not been heard of for so long. Returns how many. */
  abstract forget(silentForSeconds: number): Promise<number>;

  abstract unregister(name: string): Promise<void>;
}
