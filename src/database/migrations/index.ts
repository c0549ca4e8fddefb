import type { MigrationInterface } from 'typeorm';
import { Jobs1795464000000 } from './1795464000000-jobs.js';
import { Lifecycle1795550400000 } from './1795550400000-lifecycle.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [Jobs1795464000000, Lifecycle1795550400000];
