/**
 * What we claim about speed, end to end (API, queue, database, worker) beside the raw engine in the same run.
 * `README.md` says what each number is. Fails when a promise is not kept, but for `--quick`, which only shows that
 * everything still runs.
 */
import { parseArgs } from 'node:util';
import { MODELS_DIR } from '../data-dir.js';
import { conclude } from '../findings.js';
import { RawEngine } from '../raw-engine/raw-engine.js';
import { readRecordings, type Recording } from '../recordings.js';
import { runBench } from '../run-bench.js';
import { StenoService } from '../steno-service.js';
import { transcribeBacklog } from '../transcribe-backlog.js';
import { measureLatency } from './latency.js';
import { measureLongRecording } from './long-recording.js';
import { describeMachine } from '../machine.js';
import { engineTables, findings, type EngineReport } from './report.js';
import { measureThroughput } from './throughput.js';

const RECOGNISERS = 2;
const SHORT_SECONDS = 5;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});

await runBench(async (own) => {
  const { backlog, long, short } = chooseRecordings(await readRecordings());
  const machine = await describeMachine();
  const two = await own(new StenoService(RECOGNISERS)).start();
  const one = await own(new StenoService(1)).start();
  const oneCore = await own(new StenoService(1, { onOneCore: true })).start();
  const rawEngine = own(new RawEngine(MODELS_DIR, RECOGNISERS));
  await rawEngine.start();

  const warmUp = [short.path, short.path];
  await rawEngine.transcribeAll(warmUp, 'speech');
  for (const client of [oneCore, one, two]) await transcribeBacklog(client, warmUp);

  const report: EngineReport = {
    machine,
    recognisers: RECOGNISERS,
    throughput: await measureThroughput(rawEngine, two, backlog, options.quick ? 1 : 3),
    longRecording: await measureLongRecording({ oneCore, one, two }, long.path, options.quick ? 1 : 3),
    latency: await measureLatency(rawEngine, two, short.path, options.quick ? 1 : 30),
  };
  return conclude({ report, tables: engineTables(report), found: findings(report) }, options);
});

function chooseRecordings(recordings: readonly Recording[]): {
  backlog: Recording[];
  long: Recording;
  short: Recording;
} {
  const primary = recordings.filter((recording) => recording.primary);
  const distance = ({ seconds }: Recording) => Math.abs(seconds - SHORT_SECONDS);
  const [short] = primary.toSorted((a, b) => distance(a) - distance(b));
  const long = options.quick ? short : recordings.find(({ set }) => set === 'long');
  if (!short || !long) throw new Error('The recordings lack a primary or a long one.');
  return { backlog: options.quick ? [short] : primary, long, short };
}
