/**
 * How well the service hears: word error rates by group beside those of decoding each whole recording with the same
 * model, capitals and punctuation, words where nobody speaks, words doubled or dropped where a recording was cut. Fails
 * when a promise of `gates.ts` is broken, and with `--check` when a figure got worse than the committed one by more than
 * chance.
 */
import { parseArgs } from 'node:util';
import { MODELS_DIR } from '../data-dir.js';
import { promiseTable } from '../findings.js';
import { RawEngine } from '../raw-engine/raw-engine.js';
import { readRecordings, type Recording } from '../recordings.js';
import { runBench, type Own } from '../run-bench.js';
import { StenoClient } from '../steno-client.js';
import { StenoService } from '../steno-service.js';
import { textTable } from '../text-table.js';
import { transcribeBacklog } from '../transcribe-backlog.js';
import { readBaseline, saveBaseline } from './accuracy-page.js';
import { inGroup, measureAccuracy, type Accuracy, type Heard } from './accuracy.js';
import { changesSince } from './baseline.js';
import { gates } from './gates.js';
import { isScored } from './groups.js';
import { borderWords, changeTable, differences, inventions, otherRows, scoreRows } from './report.js';

/** The memory for one piece grows with the square of its length: 1.5 GB for two minutes, so more than 10 for seven. */
const WHOLE_MAX_SECONDS = 150;
const PROCESSES = 2;

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    models: { type: 'string', default: MODELS_DIR },
    check: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    diff: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

await runBench(async (own) => {
  if (options.quick && (options.check || options.save)) throw new Error('--quick hears too little for that.');
  const committed = options.check ? await readBaseline() : null;
  const recordings = await readRecordings();
  const spoken = recordings.filter(isScored).slice(0, options.quick ? 5 : undefined);
  const silent = recordings.filter(({ set }) => set === 'nospeech').slice(0, options.quick ? 1 : undefined);
  const { model, heard } = await hear([...spoken, ...silent], own);
  const [heardSpoken, heardSilent] = [heard.slice(0, spoken.length), heard.slice(spoken.length)];
  const accuracy = measureAccuracy(model, heardSpoken, heardSilent);
  show(accuracy, heardSpoken, heardSilent);
  if (options.save) await saveBaseline(accuracy);
  const isKept = keepsPromises(accuracy);
  const isAsCommitted = committed === null || isNoWorse(committed, accuracy);
  return options.quick || (isKept && isAsCommitted);
});

async function hear(recordings: readonly Recording[], own: Own): Promise<{ model: string; heard: Heard[] }> {
  const client = options.url ? new StenoClient(options.url) : await own(new StenoService(PROCESSES)).start();
  const rawEngine = own(new RawEngine(options.models, PROCESSES));
  await rawEngine.start();
  const wholePaths = recordings.filter(({ seconds }) => seconds <= WHOLE_MAX_SECONDS).map(({ path }) => path);
  const wholeTranscripts = await rawEngine.transcribeAll(wholePaths, 'whole');
  const wholeTexts = new Map(wholePaths.map((path, index) => [path, wholeTranscripts[index]?.text ?? null]));
  const jobs = await transcribeBacklog(
    client,
    recordings.map(({ path }) => path),
  );
  const heard = recordings.map((recording, index) => ({
    recording,
    wholeText: wholeTexts.get(recording.path) ?? null,
    serviceText: jobs[index]?.result.text ?? '',
    segments: jobs[index]?.result.segments ?? [],
  }));
  return { model: jobs[0]?.result.model ?? '', heard };
}

function show(accuracy: Accuracy, spoken: readonly Heard[], silent: readonly Heard[]): void {
  const sections = [
    textTable(scoreRows(accuracy.scores)),
    textTable(otherRows(accuracy)),
    inventions(silent),
    borderWords(inGroup(spoken, 'long')),
    options.diff ? differences(spoken) : '',
  ];
  for (const section of sections.filter((text) => text !== '')) console.log(`${section}\n`);
}

function keepsPromises(accuracy: Accuracy): boolean {
  const found = gates(accuracy);
  console.log(promiseTable(found));
  return found.every(({ kept }) => kept);
}

function isNoWorse(committed: Accuracy, now: Accuracy): boolean {
  const changes = changesSince(committed, now);
  console.log(`\n${changeTable(changes)}`);
  const failures = changes.filter(({ verdict }) => verdict !== 'kept');
  for (const { name, verdict } of failures) console.error(`${name}: ${verdict}`);
  return failures.length === 0;
}
