import { describeJobQueue } from './job-queue.conformance.js';
import { startPostgresStore } from './postgres-store.js';

describeJobQueue('PostgreSQL', startPostgresStore);
