/** What is done again and again, by one of all workers at a time, and how often. */
export const HOUSEKEEPING_TASKS = {
  /** Jobs and workers whose time is over, queue entries that nobody would take. */
  expire: { everySeconds: 60 },
  /** Recordings that no job needs. */
  sweep_recordings: { everySeconds: 600 },
} as const satisfies Record<string, { everySeconds: number }>;

export type HousekeepingTask = keyof typeof HOUSEKEEPING_TASKS;

/** What the queue's schedule calls. */
export abstract class Housekeeping {
  /** Does as much as there is. What fails is logged and done the next time. */
  abstract run(task: HousekeepingTask): Promise<void>;
}
