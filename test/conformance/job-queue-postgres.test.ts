import { describeJobQueue } from './job-queue.conformance.js';
import { startPostgresStore } from '../support/postgres-store.js';

describeJobQueue('PostgreSQL', startPostgresStore);
