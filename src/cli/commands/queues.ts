import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { confirm } from '../confirm.js';
import { duration, print, printJson, printTable } from '../output.js';
import { type JobView, type QueueView, StenoApi, type WorkerView } from '../steno-api.js';
import { jobsOf, showJobs } from './jobs.js';
import { jsonOption, positive } from './options.js';

interface Json {
  readonly json?: true;
}

const CLEAR_SCREEN = '\u001b[H\u001b[2J\u001b[3J';

/** Jobs that `info --only-failures` shows at most. */
const FAILURES_MAX = 100;

export function addQueueCommands(program: Command): void {
  program
    .command('info')
    .description('count the jobs of the queues, and look at the workers')
    .argument('[queue]', 'this queue only')
    .option('--only-failures', 'the failed jobs and why they failed')
    .option('--watch [seconds]', 'again and again', positive)
    .addOption(jsonOption())
    .action(info);
  program
    .command('workers')
    .description('look at the workers and what they work on')
    .addOption(jsonOption())
    .action(workers);
  program
    .command('pause')
    .description('start no further job of a queue; what runs goes on')
    .argument('<queue>')
    .addOption(jsonOption())
    .action((name: string, { json }: Json) => change(name, 'pause', json));
  program
    .command('resume')
    .description('start the jobs of a paused queue again')
    .argument('<queue>')
    .addOption(jsonOption())
    .action((name: string, { json }: Json) => change(name, 'resume', json));
  program
    .command('empty')
    .description('cancel all jobs that wait in a queue')
    .argument('<queue>')
    .option('-y, --yes', 'without asking')
    .addOption(jsonOption())
    .action(empty);
}

function pathOf(queue: string): string {
  return `/v1/queues/${encodeURIComponent(queue)}`;
}

interface InfoOptions extends Json {
  readonly onlyFailures?: true;
  readonly watch?: number | true;
}

async function info(queue: string | undefined, options: InfoOptions): Promise<void> {
  const api = StenoApi.fromEnvironment();
  const show = options.onlyFailures ? showFailures : showQueues;
  if (options.watch === undefined) return await show(api, queue, options.json);
  const intervalMs = options.watch === true ? 2000 : options.watch * 1000;
  for (;;) {
    if (process.stdout.isTTY && !options.json) process.stdout.write(CLEAR_SCREEN);
    await show(api, queue, options.json);
    await pause(intervalMs);
  }
}

async function showQueues(api: StenoApi, name: string | undefined, json: true | undefined): Promise<void> {
  const queues =
    name === undefined
      ? (await api.get<{ queues: QueueView[] }>('/v1/queues')).queues
      : [await api.get<QueueView>(pathOf(name))];
  const serving = (await api.get<{ workers: WorkerView[] }>('/v1/workers')).workers.filter(
    (worker) => name === undefined || worker.queues.includes(name),
  );
  if (json) return printJson({ queues, workers: serving });
  printTable(
    ['QUEUE', 'QUEUED', 'STARTED', 'FINISHED', 'FAILED', 'DEFERRED', 'SCHEDULED', 'CANCELED', 'OLDEST', ''],
    queues.map((queue) => [
      queue.queue_name,
      ...[
        queue.queued_count,
        queue.started_count,
        queue.finished_count,
        queue.failed_count,
        queue.deferred_count,
        queue.scheduled_count,
        queue.canceled_count,
      ].map(String),
      duration(queue.oldest_queued_seconds),
      queue.paused ? 'paused' : '',
    ]),
  );
  print('');
  showWorkers(serving);
}

async function showFailures(api: StenoApi, name: string | undefined, json: true | undefined): Promise<void> {
  const filter = { status: 'failed', ...(name !== undefined && { queue: name }) };
  const failed: JobView[] = [];
  for await (const job of jobsOf(api, filter, FAILURES_MAX)) failed.push(job);
  if (json) for (const job of failed) printJson(job);
  else if (failed.length === 0) print('no failed jobs');
  else showJobs(failed);
}

async function workers({ json }: Json): Promise<void> {
  const { workers: all } = await StenoApi.fromEnvironment().get<{ workers: WorkerView[] }>('/v1/workers');
  if (json) for (const worker of all) printJson(worker);
  else showWorkers(all);
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
}

async function change(name: string, action: 'pause' | 'resume', json: true | undefined): Promise<void> {
  const queue = await StenoApi.fromEnvironment().post<QueueView>(`${pathOf(name)}/${action}`);
  if (json) printJson(queue);
  else print(`${name} ${queue.paused ? 'is paused' : 'goes on'}, ${queue.queued_count} queued`);
}

interface EmptyOptions extends Json {
  readonly yes?: true;
}

async function empty(name: string, { yes, json }: EmptyOptions): Promise<void> {
  if (!yes) await confirm(`Cancel all jobs that wait in ${name}?`, 'nothing was canceled');
  const answer = await StenoApi.fromEnvironment().post<{ removed_count: number }>(`${pathOf(name)}/empty`);
  if (json) printJson({ queue_name: name, ...answer });
  else print(`${answer.removed_count} canceled`);
}
