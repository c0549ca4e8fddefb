import { Command, InvalidArgumentError, Option } from 'commander';
import { hasRedisServer } from '../support/redis-server.js';
import { type Backend, BACKENDS } from './cluster.js';
import { faultsOf, report, table } from './report.js';
import { type ChaosResult, isClean, runChaos } from './run.js';

interface Options {
  readonly seed: number;
  readonly runs: number;
  readonly seconds: number;
  readonly backend: Backend | 'both';
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It is no whole number above 0.');
  return value;
}

const { seed, runs, seconds, backend } = new Command('npm run test:chaos --')
  .description(
    'Breaks a running service in every way it knows, and looks whether a job was lost, done twice or stuck.\n' +
      'Ends with code 1 when one was, or anything else was wrong, and says where the logs are.',
  )
  .option('--seed <n>', 'decides which jobs and faults come in which order', whole, Date.now() % 1_000_000)
  .option('--runs <n>', 'runs for each backend, with seeds that follow each other', whole, 1)
  .option('--seconds <n>', 'how long things are broken', whole, 120)
  .addOption(
    new Option('--backend <name>', 'where the queue lives').choices([...BACKENDS, 'both']).default('both'),
  )
  .parse()
  .opts<Options>();

const breaking = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => breaking.abort(new Error(`${signal}: broken off`)));
}

const backends = BACKENDS.filter(
  (name) => [name, 'both'].includes(backend) && (name !== 'redis' || hasRedisServer('the run on Redis')),
);
const results: ChaosResult[] = [];
for (let run = 0; run < runs; run += 1) {
  for (const name of backends) {
    const options = { backend: name, seed: seed + run, seconds, log: console.log, signal: breaking.signal };
    const result = await runChaos(options);
    results.push(result);
    console.log(report(result));
  }
}
console.log(`\n${table(results)}\n\n${faultsOf(results)}`);
process.exitCode = results.length > 0 && results.every(isClean) ? 0 : 1;
