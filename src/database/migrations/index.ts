import type { MigrationInterface } from 'typeorm';
import { Jobs1795464000000 } from './1795464000000-jobs.js';
import { Lifecycle1795550400000 } from './1795550400000-lifecycle.js';
import { WorkerState1795550500000 } from './1795550500000-worker-state.js';
import { WordTimes1795660000000 } from './1795660000000-word-times.js';
import { SeparateChannels1795661000000 } from './1795661000000-separate-channels.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  Jobs1795464000000,
  Lifecycle1795550400000,
  WorkerState1795550500000,
  WordTimes1795660000000,
  SeparateChannels1795661000000,
];
