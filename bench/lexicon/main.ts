/**
 * What a lexicon brings and what it breaks: of the rare words in the recordings how many come out right with and without
 * one, and how many words it puts where they were not said, with lexicons of 10 to 10,000 terms; and what it costs. Fails
 * when a promise is not kept: see bench/README.md.
 */
import { parseArgs } from 'node:util';
import { conclude } from '../findings.js';
import { readRecordings, type Recording } from '../recordings.js';
import { processorTime, processorTimeBetween } from '../process-tree.js';
import { runBench } from '../run-bench.js';
import { median } from '../statistics.js';
import type { FinishedJob, StenoClient, TranscriptView } from '../steno-client.js';
import { StenoService } from '../steno-service.js';
import { transcribeBacklog } from '../transcribe-backlog.js';
import { type Costs, findings, lexiconTables, type SizeOutcome } from './report.js';
import { type Outcome, outcomeOf, total } from './score.js';
import { strangers } from './strangers.js';

/** As many as a worker keeps ready, at most. */
const SIZES = [10, 100, 1000, 10_000];
/** Of each size, for the clean recordings: one by itself breaks a word more or less by chance. */
const LISTS = 3;
const PROCESSES = 2;
const PASSES = 6;
/** Seldom: what takes a little longer is not to be looked at more often, for a look costs the service as much as a lexicon. */
const POLL_MS = 200;

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

await runBench(async (own) => {
  const service = new StenoService(PROCESSES);
  const client = await own(service).start();
  const recordings = (await readRecordings()).filter(({ primary, reference }) => primary && reference);
  const clean = recordings.slice(0, options.quick ? 4 : undefined);
  const domain = recordings
    .filter(({ keyterms }) => keyterms?.length)
    .slice(0, options.quick ? 4 : undefined);
  const plain = await heard(client, recordings);
  await warmUp(client, clean);
  const sizes: SizeOutcome[] = [];
  for (const size of options.quick ? SIZES.slice(0, 1) : SIZES)
    sizes.push(await measure(client, size, { domain, clean, plain }));
  const costs = await costsOf(client, sizes, { clean, pid: service.pid });
  return conclude(
    { report: { sizes, costs }, tables: lexiconTables(sizes, costs), found: findings(sizes, costs) },
    options,
  );
});

/** What a lexicon needs is compiled when it is first used, and faster after it was used for a while. */
async function warmUp(client: StenoClient, recordings: readonly Recording[]): Promise<void> {
  await client.putLexicon('warm-up', strangers(Math.max(...SIZES)));
  await heard(client, recordings, () => 'warm-up');
}

interface Given {
  readonly domain: readonly Recording[];
  readonly clean: readonly Recording[];
  readonly plain: ReadonlyMap<string, FinishedJob>;
}

async function heard(
  client: StenoClient,
  recordings: readonly Recording[],
  lexiconOf?: (recording: Recording) => string,
): Promise<Map<string, FinishedJob>> {
  const fieldsOf = (index: number): Record<string, string> => {
    const recording = recordings[index];
    return lexiconOf && recording ? { lexicon_id: lexiconOf(recording) } : {};
  };
  const jobs = await transcribeBacklog(
    client,
    recordings.map(({ path }) => path),
    fieldsOf,
  );
  return new Map(recordings.flatMap(({ file }, index) => (jobs[index] ? [[file, jobs[index]]] : [])));
}

/** The domain recordings each with its own terms among so many others, the clean ones with several lists of others alone. */
async function measure(
  client: StenoClient,
  size: number,
  { domain, clean, plain }: Given,
): Promise<SizeOutcome> {
  const others = strangers(size);
  const ids = new Map(domain.map(({ file }, index) => [file, `own-${index}-among-${size}`]));
  for (const recording of domain) {
    const terms = [...new Set([...(recording.keyterms ?? []), ...others])];
    await client.putLexicon(ids.get(recording.file) ?? '', terms.slice(0, 10_000));
  }
  const withOwn = await heard(client, domain, ({ file }) => ids.get(file) ?? '');
  const outcomeOfAll = (recordings: readonly Recording[], jobs: ReadonlyMap<string, FinishedJob>) =>
    total(recordings.map((one) => outcomeOf(one, resultOf(plain, one), resultOf(jobs, one))));
  const ofOthers: Outcome[] = [];
  for (let list = 0; list < LISTS; list++) {
    await client.putLexicon(othersId(size, list), strangers(size, list));
    ofOthers.push(outcomeOfAll(clean, await heard(client, clean, () => othersId(size, list))));
  }
  return { size, domain: outcomeOfAll(domain, withOwn), clean: ofOthers };
}

function othersId(size: number, list = 0): string {
  return `others-${size}-${list}`;
}

function resultOf(jobs: ReadonlyMap<string, FinishedJob>, { file }: Recording): TranscriptView {
  const job = jobs.get(file);
  if (!job) throw new Error(`${file} was not transcribed`);
  return job.result;
}

/**
 * What transcribing with the lexicon of each size takes more than without one, and what transcribing without one a second time
 * takes more, which tells how far chance goes: by the processor time of all processes without one. Each recording is alone, once
 * so and once so, in turn who is first and in turn forth and back, for a machine that others share changes its pace within
 * seconds, and a job leaves work to the one after it; medians of the passes. Of processes that come and go the difference is not
 * counted: those that read and segment a recording know of no lexicon.
 */
async function costsOf(
  client: StenoClient,
  sizes: readonly SizeOutcome[],
  { clean, pid }: { readonly clean: readonly Recording[]; readonly pid: number },
): Promise<Costs> {
  const withLexicon = sizes.map(({ size }) => ({ lexicon_id: othersId(size) }));
  const modes: readonly Readonly<Record<string, string>>[] = [{}, ...withLexicon, {}];
  const lasting = clean.map(() => modes.map((): number[] => []));
  const all = clean.map((): number[] => []);
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [index, { path }] of clean.entries()) {
      for (let turn = 0; turn < modes.length; turn++) {
        const step = pass % 2 === 0 ? turn : modes.length - 1 - turn;
        const mode = (index + pass + step) % modes.length;
        const before = processorTime(pid);
        await client.untilFinished(await client.submit(path, modes[mode]), POLL_MS);
        const taken = processorTimeBetween(before, processorTime(pid));
        lasting[index]?.[mode]?.push(taken.lasting);
        if (!modes[mode]?.['lexicon_id']) all[index]?.push(taken.all);
      }
    }
  }
  const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0);
  const totals = modes.map((_, mode) => sum(lasting.map((one) => median(one[mode] ?? []))));
  const [plain = NaN, again = NaN] = [totals[0], totals.at(-1)];
  const ofAll = sum(all.map(median));
  return {
    bySize: totals.slice(1, -1).map((one) => (one - (plain + again) / 2) / ofAll),
    chance: Math.abs(again - plain) / ofAll,
  };
}
