#!/usr/bin/env node
import { parseArgs } from 'node:util';

const USAGE = `Steno: a self-hosted speech-to-text job service

  node dist/main.js                          the API
  node dist/main.js --worker                 a worker for all queues
  node dist/main.js --worker --queue NAME    a worker for these queues only; may be given several times
  node dist/main.js --local                  API and worker in one process (npm start)
  node dist/main.js --migrate                bring the database's schema up to date and exit
  node dist/main.js --fetch-models           fetch what a worker would fetch on its first start and exit
  node dist/main.js --help, --version

The environment (or .env) configures it: docs/configuration.md.
Exit codes: 0 done, or ended by a signal; 78 flags or environment cannot be used; 1 anything else.`;

interface Flags {
  readonly worker: boolean;
  readonly local: boolean;
  readonly migrate: boolean;
  readonly 'fetch-models': boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly queue: readonly string[];
}

function parseFlags(): Flags {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    strict: true,
    options: {
      worker: flag,
      local: flag,
      migrate: flag,
      'fetch-models': flag,
      help: { ...flag, short: 'h' },
      version: { ...flag, short: 'v' },
      queue: { type: 'string', multiple: true, default: [] },
    },
  });
  const roles = [values.worker, values.local, values.migrate, values['fetch-models']].filter(Boolean);
  if (roles.length > 1) {
    throw new TypeError('--worker, --local, --migrate and --fetch-models exclude each other');
  }
  if (values.queue.length > 0 && !values.worker) throw new TypeError('--queue goes with --worker');
  return values;
}

/** Each role is loaded when it is asked for: the API never loads an engine. */
async function run(flags: Flags): Promise<void> {
  if (flags.worker) await (await import('./bootstrap/worker.js')).runWorker({ queues: flags.queue });
  else if (flags.local) await (await import('./bootstrap/local.js')).runLocal();
  else if (flags.migrate) await (await import('./bootstrap/migrate.js')).runMigrate();
  else if (flags['fetch-models']) await (await import('./bootstrap/fetch-models.js')).runFetchModels();
  else await (await import('./bootstrap/api.js')).runApi();
}

async function main(): Promise<void> {
  try {
    const flags = parseFlags();
    if (flags.help) console.log(USAGE);
    else if (flags.version) console.log((await import('./bootstrap/version.js')).VERSION);
    else await run(flags);
  } catch (error) {
    const { exitCodeOf, explain } = await import('./bootstrap/explain.js');
    console.error(explain(error, USAGE));
    process.exit(exitCodeOf(error));
  }
}

await main();
