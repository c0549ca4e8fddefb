import type { MigrationInterface } from 'typeorm';
import { Jobs1795464000000 } from './1795464000000-jobs.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [Jobs1795464000000];
