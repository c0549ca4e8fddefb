import type { Command } from 'commander';
import { CliError, UsageError } from '../cli-errors.js';
import { duration, note, print, printJson, printTable } from '../output.js';
import { findJob, follow, noteGone, noteUnfinished } from '../follow.js';
import { type JobPage, type JobView, pathOfJob, pathOfQueue, queueNames, StenoApi } from '../steno-api.js';
import { assertFree, formatFor } from '../transcript-places.js';
import { readTranscript, saveTranscript, showTranscript } from '../transcripts.js';
import { formatOption, type Json, jsonOption, wholePositive } from './options.js';

/** The most that a page of the service holds. */
const PAGE_MAX = 500;

export function addJobCommands(program: Command): void {
  addReading(program);
  addChanging(program);
}

function addReading(program: Command): void {
  program
    .command('status')
    .description('look at jobs')
    .argument('<id...>')
    .addOption(jsonOption())
    .action(status);
  program
    .command('wait')
    .description('wait until jobs have ended; a failure unless all of them finished')
    .argument('<id...>')
    .addOption(jsonOption())
    .action(wait);
  program
    .command('transcript')
    .description('print the transcript of a finished job')
    .argument('<id>')
    .addOption(formatOption())
    .option('-o, --output <file>', 'write it to this file')
    .option('--force', 'write over a file that is there')
    .action(transcript);
  program
    .command('list')
    .description('list jobs, newest first')
    .option('--status <status>', 'queued, started, finished, failed, deferred, scheduled or canceled')
    .option('--priority <priority>', 'high, default or low')
    .option('--queue <name>', 'of this queue')
    .option('--limit <n>', 'at most so many', wholePositive, 50)
    .option('--all', 'without a limit')
    .addOption(jsonOption())
    .action(list);
}

function addChanging(program: Command): void {
  program
    .command('cancel')
    .description('call off jobs; one that runs is stopped within 2 s')
    .argument('<id...>')
    .addOption(jsonOption())
    .action((ids: string[], { json }: Json) =>
      changeEach(ids, json, 'canceled', (api, path) => api.post(`${path}/cancel`)),
    );
  program
    .command('requeue')
    .description('run failed or canceled jobs again')
    .argument('[id...]')
    .option('--all', 'every failed job')
    .option('--queue <name>', 'with --all: of this queue only')
    .addOption(jsonOption())
    .action(requeue);
  program
    .command('delete')
    .description('delete ended jobs with their transcripts and uploads')
    .argument('<id...>')
    .addOption(jsonOption())
    .action((ids: string[], { json }: Json) =>
      changeEach(ids, json, 'deleted', async (api, path) => {
        await api.delete(path);
        return { deleted: true };
      }),
    );
}

/** `done`: what is said of a job when the answer does not tell its status. A requeued one may be deferred again. */
async function changeEach(
  ids: readonly string[],
  json: true | undefined,
  done: string,
  act: (api: StenoApi, path: string) => Promise<object>,
): Promise<void> {
  const api = StenoApi.fromEnvironment();
  await forEach(ids, async (id) => {
    const answer = await act(api, pathOfJob(id));
    if (json) printJson({ job_id: id, ...answer });
    else print(`${id} ${(answer as Partial<JobView>).status ?? done}`);
  });
}

/** Does what it can; one that is refused does not keep the others from it. */
async function forEach(ids: readonly string[], act: (id: string) => Promise<void>): Promise<void> {
  let refused = 0;
  for (const id of ids) {
    try {
      await act(id);
    } catch (error) {
      if (!(error instanceof CliError) || ids.length === 1) throw error;
      note(`${id}: ${error.message}`);
      refused += 1;
    }
  }
  if (refused > 0) throw new CliError(`${refused} of ${ids.length} did not work out`);
}

async function status(ids: readonly string[], { json }: Json): Promise<void> {
  const api = StenoApi.fromEnvironment();
  await forEach(ids, async (id) => {
    const job = await api.get<JobView>(pathOfJob(id));
    if (json) printJson(job);
    else showJob(job, await unmetOf(api, job));
  });
}

async function wait(ids: readonly string[], { json }: Json): Promise<void> {
  let finished = 0;
  const all = new Set(ids);
  await follow(StenoApi.fromEnvironment(), [...all], (id, job) => {
    if (job?.status === 'finished') finished += 1;
    if (job === null) noteGone(id);
    else if (json) printJson(job);
    else if (job.status === 'finished') print(`${job.job_id} finished`);
    else noteUnfinished(job);
    return Promise.resolve();
  });
  if (finished < all.size) throw new CliError(`${all.size - finished} of ${all.size} did not finish`);
}

/** What a deferred job waits for, and how far that is. */
async function unmetOf(api: StenoApi, { status: state, depends_on }: JobView): Promise<string[]> {
  if (state !== 'deferred') return [];
  const jobs = await Promise.all(depends_on.map((id) => findJob(api, id)));
  return jobs.flatMap((job) =>
    job === null || job.status === 'finished' ? [] : [`${job.job_id} (${job.status})`],
  );
}

function startOf(scheduledAt: string): string {
  const seconds = (Date.parse(scheduledAt) - Date.now()) / 1000;
  return `${scheduledAt}, in ${duration(Math.max(0, seconds))}`;
}

function showJob(job: JobView, unmet: readonly string[]): void {
  const { audio, error, scheduled_at } = job;
  const rows: [string, string | null][] = [
    ['job', job.job_id],
    ['status', job.status],
    ['starts', scheduled_at && startOf(scheduled_at)],
    ['waits for', unmet.length === 0 ? null : unmet.join(', ')],
    ['recording', `${audio.name}, ${duration(audio.duration_seconds)}`],
    ['queue', job.position === null ? job.queue_name : `${job.queue_name}, number ${job.position}`],
    ['progress', `${Math.round(job.progress * 100)} %`],
    ['ready in', job.eta_seconds === null ? null : duration(job.eta_seconds)],
    ['attempt', String(job.attempt)],
    ['worker', job.worker],
    ['error', error && `${error.code}: ${error.message}`],
  ];
  printTable(
    [],
    rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

interface TranscriptOptions {
  readonly format?: string;
  readonly output?: string;
  readonly force?: true;
}

async function transcript(id: string, { format, output, force }: TranscriptOptions): Promise<void> {
  if (output !== undefined && !force) await assertFree([output]);
  const text = await readTranscript(StenoApi.fromEnvironment(), id, formatFor(format, output));
  if (output === undefined) showTranscript(text);
  else await saveTranscript(output, text);
}

interface ListOptions extends Json {
  readonly status?: string;
  readonly priority?: string;
  readonly queue?: string;
  readonly limit: number;
  readonly all?: true;
}

async function list({ json, all, limit, ...filter }: ListOptions): Promise<void> {
  const shown: JobView[] = [];
  const more = await eachJob(StenoApi.fromEnvironment(), filter, all ? Infinity : limit, (job) => {
    if (json) printJson(job);
    else shown.push(job);
  });
  if (!json) showJobs(shown);
  if (more) note('There are older ones, too: --all shows them.');
}

export function showJobs(jobs: readonly JobView[]): void {
  printTable(
    ['JOB', 'STATUS', 'PRIORITY', 'CREATED', 'RECORDING', 'NOTE'],
    jobs.map((job) => [job.job_id, job.status, job.priority, job.created_at, job.audio.name, noteOf(job)]),
  );
}

/** Why it failed, and what it waits for. */
function noteOf({ status: state, depends_on, scheduled_at, error }: JobView): string {
  return [
    error && `${error.code}: ${error.message}`,
    scheduled_at && `starts ${scheduled_at}`,
    state === 'deferred' && `waits for ${depends_on.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Hands on the jobs that `filter` allows, newest first, page by page. Whether there are more than `max`. */
export async function eachJob(
  api: StenoApi,
  filter: Readonly<Record<string, string>>,
  max: number,
  onJob: (job: JobView) => void,
): Promise<boolean> {
  let cursor: string | null = null;
  for (let left = max; left > 0;) {
    const query = new URLSearchParams({ ...filter, limit: String(Math.min(left, PAGE_MAX)) });
    if (cursor !== null) query.set('cursor', cursor);
    const page: JobPage = await api.get<JobPage>(`/v1/jobs?${query.toString()}`);
    page.jobs.forEach(onJob);
    left -= page.jobs.length;
    cursor = page.next_cursor;
    if (cursor === null) return false;
  }
  return true;
}

interface RequeueOptions extends Json {
  readonly all?: true;
  readonly queue?: string;
}

async function requeue(ids: readonly string[], { all, queue, json }: RequeueOptions): Promise<void> {
  if ((all === true) === ids.length > 0) throw new UsageError('name the jobs, or give --all');
  if (queue !== undefined && !all) throw new UsageError('--queue goes with --all');
  if (!all) return await changeEach(ids, json, 'queued', (api, path) => api.post(`${path}/requeue`));
  const api = StenoApi.fromEnvironment();
  const queues = queue === undefined ? await queueNames(api) : [queue];
  for (const name of queues) {
    const answer = await api.post<{ requeued_count: number }>(`${pathOfQueue(name)}/requeue-failed`);
    if (json) printJson({ queue_name: name, ...answer });
    else print(`${name}: ${answer.requeued_count} queued again`);
  }
}
