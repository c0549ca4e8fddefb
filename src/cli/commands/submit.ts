import { type Command, Option } from 'commander';
import pLimit from 'p-limit';
import { CannotWriteError, CliError, EXIT, UsageError } from '../cli-errors.js';
import { follow, isGone, noteGone, noteUnfinished } from '../follow.js';
import { note, print, printable, printJson } from '../output.js';
import { patiently } from '../patience.js';
import { type Plan, type PlanOptions, plansFor } from '../plan.js';
import { describeOthers, findRecordings, type LocalRecording } from '../recordings.js';
import { type JobFields, type JobView, StenoApi } from '../steno-api.js';
import { readTranscript, saveTranscript, showTranscript } from '../transcripts.js';
import { formatOption, type Json, jsonOption } from './options.js';

/** More do not arrive any faster, and each holds a connection of the service. */
const UPLOADS_AT_ONCE = 2;

/** Files in folders that are no recordings: so many are named without being asked for. */
const NAMED_MAX = 5;

/** The options that are fields of the job, as commander and as the service name them. */
const FIELDS = {
  priority: 'priority',
  timeout: 'timeout',
  retryCount: 'retry_count',
  retryDelay: 'retry_delay',
  retryBackoff: 'retry_backoff',
  dependsOn: 'depends_on',
  delay: 'delay',
  scheduledAt: 'scheduled_at',
  model: 'model',
  language: 'language',
  channels: 'channels',
  lexicon: 'lexicon_id',
  apiKeyId: 'api_key_id',
  resultTtl: 'result_ttl',
  failureTtl: 'failure_ttl',
  meta: 'meta',
} as const;

type FieldOptions = Partial<Record<keyof typeof FIELDS, string>>;

interface SubmitOptions extends FieldOptions, PlanOptions, Json {
  readonly onServer?: true;
  readonly wait?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Examples:
  $ steno submit talk.mp3                              prints the id of the job
  $ steno submit --wait --format srt talk.mp3          prints the subtitles
  $ steno submit -o talk.srt talk.mp3                  writes them to a file
  $ steno submit --format srt -o out/ talks/           a file for each recording below talks/
  $ steno submit --skip-existing -o out/ talks/        those that have none yet
  $ steno submit --priority low 'archive/**/*.flac'    a pattern, in quotes`;

export function addSubmit(program: Command): void {
  program
    .command('submit')
    .description('transcribe recordings: files, folders with all below them, patterns')
    .argument('<recording...>', 'a file, a folder or a pattern; with --on-server, paths on the server')
    .option('--priority <priority>', 'high, default or low')
    .option('--timeout <seconds>', 'for one attempt')
    .option('--retry-count <n>', 'retries after the first attempt')
    .option('--retry-delay <seconds>', 'before each retry: one number, or a list such as 10,60,300')
    .option('--retry-backoff <how>', 'fixed or exponential')
    .option('--depends-on <ids>', 'jobs that have to finish first, with commas between them')
    .option('--delay <seconds>', 'start that much later')
    .option('--scheduled-at <time>', 'start then, such as 2026-12-24T18:00:00Z')
    .option('--model <id>', 'the model to use')
    .option('--language <code>', 'the language spoken')
    .option('--channels <how>', 'mix, or separate: one speaker on each channel')
    .option('--lexicon <id>', 'a lexicon whose terms should come out right')
    .option('--api-key-id <id>', 'run on a provider, with this stored key')
    .option('--result-ttl <seconds>', 'keep the finished job that long; -1 for ever')
    .option('--failure-ttl <seconds>', 'keep the failed job that long; -1 for ever')
    .option('--meta <json>', 'a JSON object that the job gives back')
    .option('--job-id <id>', 'an id of yours, for one recording; the same twice submits once')
    .option('--on-server', 'the recordings lie on the server, under its AUDIO_ROOTS')
    .option('-w, --wait', 'wait, and print the transcript')
    .addOption(formatOption())
    .option('-o, --output <path>', 'write the transcript to this file, or into this folder (implies --wait)')
    .option('--force', 'write over files that are there')
    .addOption(
      new Option(
        '--skip-existing',
        'with -o: leave out recordings whose file is there already, and do the rest',
      ).conflicts('force'),
    )
    .option('-v, --verbose', 'name the files of folders that are left out')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(submit);
}

async function submit(names: readonly string[], options: SubmitOptions): Promise<void> {
  const api = StenoApi.fromEnvironment();
  assertOfUse(options);
  const recordings = options.onServer
    ? names.map((name) => ({ path: name, name }))
    : await recordingsAt(names, options.verbose);
  const plans = await plansFor(recordings, options);
  const finished = waitsFor(options)
    ? await tellingWhenLeft(async () => await collect(api, await submitAll(api, plans, options), options))
    : (await submitAll(api, plans, options)).length;
  if (finished < plans.length) {
    throw new CliError(`${plans.length - finished} of ${plans.length} did not work out`);
  }
}

async function recordingsAt(
  names: readonly string[],
  verbose: true | undefined,
): Promise<readonly LocalRecording[]> {
  const { recordings, leftOut } = await findRecordings(names);
  if (leftOut.length > 0) {
    const isNamed = verbose || leftOut.length <= NAMED_MAX;
    note(
      `left out ${describeOthers(leftOut.length)}${isNamed ? `: ${leftOut.join(', ')}` : ' (-v names them)'}`,
    );
  }
  return recordings;
}

/** An option that changes nothing was meant otherwise. */
function assertOfUse({ output, force, skipExisting, format, wait, json }: SubmitOptions): void {
  if (output !== undefined) return;
  if (force) throw new UsageError('--force goes with -o');
  if (skipExisting) throw new UsageError('--skip-existing goes with -o');
  if (format === undefined) return;
  if (!wait)
    throw new UsageError('--format goes with --wait or -o: a job has its transcript in every format');
  if (json) throw new UsageError('--format goes with -o here: --json prints the job, not its transcript');
}

function waitsFor({ wait, output }: SubmitOptions): boolean {
  return wait === true || output !== undefined;
}

/** Whoever waits has not seen the ids, and may not know that an interruption ends no job. */
async function tellingWhenLeft<T>(work: () => Promise<T>): Promise<T> {
  const tell = (): void => note('\nInterrupted. What was submitted goes on: look at it with "steno list".');
  process.prependOnceListener('SIGINT', tell);
  return await work().finally(() => process.off('SIGINT', tell));
}

/** One that is refused does not keep the others from being submitted. A service that is not there does. */
async function submitAll(api: StenoApi, plans: readonly Plan[], options: SubmitOptions): Promise<Plan[]> {
  const limit = pLimit({ concurrency: UPLOADS_AT_ONCE, rejectOnClear: true });
  const accepted: Plan[] = [];
  const submitOne = async (plan: Plan): Promise<void> => {
    try {
      const job = await submitPlan(api, plan, options);
      accepted.push(plan);
      if (waitsFor(options)) return;
      if (options.json) printJson(job);
      else print(plans.length > 1 ? `${job.job_id}  ${printable(plan.recording.name)}` : job.job_id);
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== EXIT.failed || plans.length === 1) throw error;
      note(`${plan.recording.name}: ${error.message}`);
    }
  };
  await Promise.all(plans.map((plan) => limit(submitOne, plan)));
  return accepted;
}

/** With an id of its own it can be sent again when the connection breaks. */
async function submitPlan(api: StenoApi, { id, recording }: Plan, options: SubmitOptions): Promise<JobView> {
  const asked = Object.entries(FIELDS).flatMap(([option, field]) => {
    const value = options[option as keyof typeof FIELDS];
    return value === undefined ? [] : [[field, asText(field, value)] as const];
  });
  const fields: JobFields = { job_id: id, ...Object.fromEntries(asked) };
  return options.onServer
    ? await patiently(() => api.submit({ ...fields, audio_file_path: recording.path }))
    : await patiently(() => api.submit(fields, recording.path));
}

function asText(field: string, value: string): string {
  return field === 'retry_delay' && value.includes(',') ? `[${value}]` : value;
}

/** Returns how many finished. */
async function collect(api: StenoApi, plans: readonly Plan[], options: SubmitOptions): Promise<number> {
  const byId = new Map(plans.map((plan) => [plan.id, plan]));
  let finished = 0;
  await follow(api, [...byId.keys()], async (id, job) => {
    const plan = byId.get(id);
    if (!plan) return;
    if (job === null) return noteGone(plan.recording.name);
    if (options.json) printJson(job);
    if (job.status !== 'finished') return noteUnfinished(job);
    if (await delivered(api, plan, options, plans.length > 1)) finished += 1;
  });
  return finished;
}

/** False when the job was deleted just now, or its file cannot be written. That ends no other one. */
async function delivered(
  api: StenoApi,
  plan: Plan,
  options: SubmitOptions,
  ofSeveral: boolean,
): Promise<boolean> {
  if (plan.target === undefined && options.json) return true;
  try {
    await deliver(api, plan, options, ofSeveral);
    return true;
  } catch (error) {
    if (isGone(error)) noteGone(plan.recording.name);
    else if (error instanceof CannotWriteError)
      note(`${error.message} ("steno transcript ${plan.id}" has it)`);
    else throw error;
    return false;
  }
}

async function deliver(
  api: StenoApi,
  { id, recording, format, target }: Plan,
  { json }: SubmitOptions,
  ofSeveral: boolean,
): Promise<void> {
  const transcript = await readTranscript(api, id, format);
  if (target !== undefined) {
    await saveTranscript(target, transcript);
    if (!json) note(`${recording.name} → ${target}`);
    return;
  }
  if (ofSeveral) print(`==> ${printable(recording.name)} <==`);
  showTranscript(transcript);
}
