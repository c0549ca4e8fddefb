import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { count, duration, note, print, printJson, printTable } from '../output.js';
import { patiently } from '../patience.js';
import { type JobView, pathOfQueue, type QueueView, StenoApi, type WorkerView } from '../steno-api.js';
import { eachJob, showJobs } from './jobs.js';
import { type Json, jsonOption, positive } from './options.js';

/** What stands above the screen stays: the cursor goes home, and all after it is erased. */
const CLEAR_SCREEN = '\u001b[H\u001b[J';
const WATCH_SECONDS = 2;

/** Jobs that `info --only-failures` shows at most. */
const FAILURES_MAX = 100;

export function addInfoCommands(program: Command): void {
  program
    .command('info')
    .description('count the jobs of the queues, and look at the workers')
    .argument('[queue]', 'this queue only')
    .option('--only-failures', 'the failed jobs and why they failed')
    .option('--watch [seconds]', `again and again, every ${WATCH_SECONDS} s by default`, positive)
    .addOption(jsonOption())
    .action(info);
  program
    .command('workers')
    .description('look at the workers and what they work on')
    .addOption(jsonOption())
    .action(workers);
}

interface InfoOptions extends Json {
  readonly onlyFailures?: true;
  readonly watch?: number | true;
}

/** Shows what was read. */
type Report = () => void;

async function info(queue: string | undefined, { onlyFailures, watch, json }: InfoOptions): Promise<void> {
  const api = StenoApi.fromEnvironment();
  const read = async () => await (onlyFailures ? readFailures : readQueues)(api, queue, json);
  if (watch === undefined) return (await read())();
  for (;;) {
    // A service that is being restarted is no reason to look away.
    const report = await patiently(read);
    if (process.stdout.isTTY && !json) process.stdout.write(CLEAR_SCREEN);
    report();
    if (!json) print(`\nUpdated: ${new Date().toLocaleString('sv')}`);
    await pause((watch === true ? WATCH_SECONDS : watch) * 1000);
  }
}

async function readQueues(api: StenoApi, name: string | undefined, json: true | undefined): Promise<Report> {
  const queues =
    name === undefined
      ? (await api.get<{ queues: QueueView[] }>('/v1/queues')).queues
      : [await api.get<QueueView>(pathOfQueue(name))];
  const serving = (await readWorkers(api)).filter(
    (worker) => name === undefined || worker.queues.includes(name),
  );
  if (json) return () => printJson({ queues, workers: serving });
  return () => {
    showQueues(queues);
    print('');
    showWorkers(serving);
  };
}

const COUNTS = ['queued', 'started', 'finished', 'failed', 'deferred', 'scheduled', 'canceled'] as const;

function showQueues(queues: readonly QueueView[]): void {
  printTable(
    ['QUEUE', ...COUNTS.map((state) => state.toUpperCase()), 'OLDEST', ''],
    queues.map((queue) => [
      queue.queue_name,
      ...COUNTS.map((state) => String(queue[`${state}_count`])),
      duration(queue.oldest_queued_seconds),
      queue.paused ? 'paused' : '',
    ]),
  );
  const total = (state: (typeof COUNTS)[number]) =>
    queues.reduce((sum, queue) => sum + queue[`${state}_count`], 0);
  print(
    `${count(queues.length, 'queue')}, ${count(total('queued'), 'job')} queued, ${total('started')} started`,
  );
  if (total('scheduled') > 0) print('"steno list --status scheduled" tells when jobs will start');
  if (total('deferred') > 0) print('"steno list --status deferred" tells what jobs wait for');
}

async function readFailures(
  api: StenoApi,
  name: string | undefined,
  json: true | undefined,
): Promise<Report> {
  const failed: JobView[] = [];
  const filter = { status: 'failed', ...(name !== undefined && { queue: name }) };
  const more = await eachJob(api, filter, FAILURES_MAX, (job) => failed.push(job));
  return () => {
    if (json) failed.forEach(printJson);
    else if (failed.length === 0) print('no failed jobs');
    else showJobs(failed);
    if (more) note('There are older ones, too: "steno list --status failed --all" shows them.');
  };
}

async function workers({ json }: Json): Promise<void> {
  const all = await readWorkers(StenoApi.fromEnvironment());
  if (json) all.forEach(printJson);
  else showWorkers(all);
}

async function readWorkers(api: StenoApi): Promise<WorkerView[]> {
  return (await api.get<{ workers: WorkerView[] }>('/v1/workers')).workers;
}

function showWorkers(all: readonly WorkerView[]): void {
  if (all.length === 0) return print('no workers: start one with "node dist/main.js --worker"');
  printTable(
    ['WORKER', 'STATE', 'DONE', 'HEARD OF', 'QUEUES', 'JOBS'],
    all.map((worker) => [
      worker.name,
      worker.state,
      String(worker.jobs_done),
      `${duration(Math.max(0, (Date.now() - Date.parse(worker.heartbeat_at)) / 1000))} ago`,
      worker.queues.join(' '),
      worker.current_jobs.join(' '),
    ]),
  );
  print(`${count(all.length, 'worker')}, ${all.filter(({ state }) => state === 'busy').length} busy`);
}
