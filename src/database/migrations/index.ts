import type { MigrationInterface } from 'typeorm';
import { Jobs1795464000000 } from './1795464000000-jobs.js';
import { Lifecycle1795550400000 } from './1795550400000-lifecycle.js';
import { WorkerState1795550500000 } from './1795550500000-worker-state.js';
import { ProviderKeys1795650000000 } from './1795650000000-provider-keys.js';
import { ProviderJobs1795650100000 } from './1795650100000-provider-jobs.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  Jobs1795464000000,
  Lifecycle1795550400000,
  WorkerState1795550500000,
  ProviderKeys1795650000000,
  ProviderJobs1795650100000,
];
