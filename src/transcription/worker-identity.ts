import { hostname } from 'node:os';

/** Who a worker process is to the database and to people. */
export interface WorkerIdentity {
  /** `host:pid`. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
}

export const WORKER_IDENTITY = Symbol('WORKER_IDENTITY');

export function workerIdentity(): WorkerIdentity {
  const host = hostname();
  return { name: `${host}:${process.pid}`, host, pid: process.pid };
}
