/**
 * What a lexicon brings and what it breaks: of the rare words in the recordings how many come out right with and without
 * one, and how many words it puts where they were not said, with lexicons of 10 to 10,000 terms; and what it costs. Fails
 * when a promise is not kept: see bench/README.md.
 */
import { parseArgs } from 'node:util';
import { conclude } from '../findings.js';
import { readRecordings, type Recording } from '../recordings.js';
import { processorSeconds } from '../process-tree.js';
import { runBench } from '../run-bench.js';
import { median } from '../statistics.js';
import type { FinishedJob, StenoClient, TranscriptView } from '../steno-client.js';
import { StenoService } from '../steno-service.js';
import { transcribeBacklog } from '../transcribe-backlog.js';
import { type Costs, findings, lexiconTables, type SizeOutcome } from './report.js';
import { type Outcome, outcomeOf } from './score.js';
import { strangers } from './strangers.js';

/** As many as a worker keeps ready, at most. */
const SIZES = [10, 100, 1000, 10_000];
const PROCESSES = 2;
const PASSES = 6;
/** Often enough that the service is not idle for long in between. */
const POLL_MS = 50;

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

/** The domain recordings each with its own terms among so many others, the clean ones with the others alone. */
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
  await client.putLexicon(othersId(size), others);
  const withOwn = await heard(client, domain, ({ file }) => ids.get(file) ?? '');
  const withOthers = await heard(client, clean, () => othersId(size));
  const sum = (recordings: readonly Recording[], jobs: ReadonlyMap<string, FinishedJob>) =>
    total(recordings.map((one) => outcomeOf(one, resultOf(plain, one), resultOf(jobs, one))));
  return {
    size,
    domain: sum(domain, withOwn),
    clean: sum(clean, withOthers),
  };
}

function othersId(size: number): string {
  return `others-${size}`;
}

function resultOf(jobs: ReadonlyMap<string, FinishedJob>, { file }: Recording): TranscriptView {
  const job = jobs.get(file);
  if (!job) throw new Error(`${file} was not transcribed`);
  return job.result;
}

/**
 * The processor time of transcribing with the lexicon of each size by that without one, less 1, and that of transcribing
 * without one a second time, which tells how far chance goes. Each recording is alone, once so and once so, in turn who is
 * first and in turn forth and back, for a machine that others share changes its pace within seconds, and a job leaves work to the
 * one after it; medians of the passes.
 */
async function costsOf(
  client: StenoClient,
  sizes: readonly SizeOutcome[],
  { clean, pid }: { readonly clean: readonly Recording[]; readonly pid: number },
): Promise<Costs> {
  const modes = [{}, ...sizes.map(({ size }) => ({ lexicon_id: othersId(size) })), {}];
  const seconds = clean.map(() => modes.map((): number[] => []));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [index, { path }] of clean.entries()) {
      for (let turn = 0; turn < modes.length; turn++) {
        const step = pass % 2 === 0 ? turn : modes.length - 1 - turn;
        const mode = (index + pass + step) % modes.length;
        const before = processorSeconds(pid);
        await client.untilFinished(await client.submit(path, modes[mode]), POLL_MS);
        seconds[index]?.[mode]?.push(processorSeconds(pid) - before);
      }
    }
  }
  const totals = modes.map((_, mode) => seconds.reduce((sum, one) => sum + median(one[mode] ?? []), 0));
  const [plain = NaN, again = NaN] = [totals[0], totals.at(-1)];
  const mean = (plain + again) / 2;
  return {
    bySize: totals.slice(1, -1).map((one) => one / mean - 1),
    chance: Math.abs(again - plain) / mean,
  };
}

function total(outcomes: readonly Outcome[]): Outcome {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + of(outcome), 0);
  return {
    said: sum(({ said }) => said),
    plain: sum(({ plain }) => plain),
    corrected: sum(({ corrected }) => corrected),
    wrong: outcomes.flatMap(({ wrong }) => wrong),
    words: sum(({ words }) => words),
  };
}
