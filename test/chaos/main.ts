import { Command, InvalidArgumentError, Option } from 'commander';
import type { Backend } from './cluster.js';
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

const options = new Command('npm run test:chaos --')
  .description(
    'Breaks a running service in every way it knows, and looks whether a job was lost, done twice or stuck.',
  )
  .option('--seed <n>', 'decides which jobs and faults come in which order', whole, Date.now() % 1_000_000)
  .option('--runs <n>', 'runs for each backend, with seeds that follow each other', whole, 1)
  .option('--seconds <n>', 'how long things are broken', whole, 120)
  .addOption(
    new Option('--backend <name>', 'where the queue lives')
      .choices(['redis', 'postgres', 'both'])
      .default('both'),
  )
  .parse()
  .opts<Options>();

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const backends: Backend[] = options.backend === 'both' ? ['redis', 'postgres'] : [options.backend];
const results: ChaosResult[] = [];
for (let seed = options.seed; seed < options.seed + options.runs; seed += 1) {
  for (const backend of backends) {
    const { seconds } = options;
    results.push(await runChaos({ backend, seed, seconds, log: console.log }));
    report(results.at(-1) as ChaosResult);
  }
}
console.log(`\n${table(results)}`);
process.exitCode = results.every(isClean) ? 0 : 1;

function report({ ends, faults, logs, ...result }: ChaosResult): void {
  console.log(`faults: ${listed(faults)}`);
  console.log(`jobs: ${result.accepted} accepted; ${listed(ends)}`);
  for (const kind of ['lost', 'stuck', 'duplicated', 'wrong', 'leftovers'] as const) {
    console.log(`${kind}: ${result[kind].length}`);
    for (const item of result[kind]) console.log(`  ${item}`);
  }
  if (logs !== null) console.log(`the logs of all processes are in ${logs}`);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}

/** In Markdown, as docs/reliability.md has it. */
function table(runs: readonly ChaosResult[]): string {
  const rows = runs.map(
    ({ seed, backend, faults, accepted, ends, lost, duplicated, stuck, wrong, leftovers }) => [
      seed,
      backend,
      [...faults.values()].reduce((sum, count) => sum + count, 0),
      accepted,
      listed(ends),
      ...[lost, duplicated, stuck, wrong, leftovers].map(({ length }) => length),
    ],
  );
  const head = [
    'seed',
    'queue on',
    'faults',
    'jobs',
    'ended',
    'lost',
    'twice',
    'stuck',
    'wrong',
    'left over',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
