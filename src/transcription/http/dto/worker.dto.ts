import { ApiDateTime, ApiInteger } from '../../../http/api-properties.js';
import type { RegisteredWorker } from '../../ports/worker-registry.js';

export const WORKER_STATES = ['idle', 'busy', 'stopping', 'lost'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

export class WorkerDto {
  /**
   * Host and process id.
   * @example 'worker-1:4711'
   */
  name!: string;

  /**
   * The machine or container that it runs on.
   * @example 'worker-1'
   */
  host!: string;

  /**
   * Its process id there.
   * @example 4711
   */
  @ApiInteger()
  pid!: number;

  /**
   * The queues that it takes jobs from.
   * @example ['transcription_jobs_high', 'transcription_jobs', 'transcription_jobs_low']
   */
  queues!: string[];

  /**
   * `stopping`: it finishes what it has and takes nothing more. `lost`: it has not been heard of for 30 seconds; other
   * workers go on with its jobs.
   * @example 'busy'
   */
  state!: WorkerState;

  /**
   * Ids of the jobs that it works on.
   * @example ['01a20a32-29af-743e-9084-f0904731a52f']
   */
  current_jobs!: string[];

  /**
   * Attempts that it has ended since it started.
   * @example 118
   */
  @ApiInteger()
  jobs_done!: number;

  /**
   * When it started.
   * @example '2026-11-24T08:00:00.000Z'
   */
  @ApiDateTime()
  started_at!: string;

  /**
   * When it was last heard of; it reports every five seconds.
   * @example '2026-11-24T09:30:00.000Z'
   */
  @ApiDateTime()
  heartbeat_at!: string;
}

export class WorkerListDto {
  /** By name. */
  workers!: WorkerDto[];
}

export function toWorkerDto(worker: RegisteredWorker): WorkerDto {
  const { name, host, pid, queues, currentJobs, jobsDone, startedAt, heartbeatAt } = worker;
  return {
    name,
    host,
    pid,
    queues: [...queues],
    state: stateOf(worker),
    current_jobs: [...currentJobs],
    jobs_done: jobsDone,
    started_at: startedAt.toISOString(),
    heartbeat_at: heartbeatAt.toISOString(),
  };
}

function stateOf({ lost, stopping, currentJobs }: RegisteredWorker): WorkerState {
  if (lost) return 'lost';
  if (stopping) return 'stopping';
  return currentJobs.length > 0 ? 'busy' : 'idle';
}
