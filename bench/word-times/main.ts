/**
 * How far the word times of the service are from known ones: of real speech that was joined with pauses, and of speech
 * whose synthesiser tells them. Fails when the median error of a kind, or of all, is not below the promise, but for
 * `--quick`, which only shows that everything still runs.
 */
import { parseArgs } from 'node:util';
import { conclude } from '../findings.js';
import { readRecordings } from '../recordings.js';
import { runBench } from '../run-bench.js';
import { StenoClient } from '../steno-client.js';
import { StenoService } from '../steno-service.js';
import { TemporaryFolder } from '../temporary-folder.js';
import { hasFestival, synthesisedSentences } from './festival.js';
import { joinedSentences } from './joined-sentences.js';
import { joinedWords } from './joined-words.js';
import { type KindErrors, measureKind } from './measure.js';
import { findings, wordTimesTables } from './report.js';
import type { Kind } from './timed-recording.js';

const RECOGNISERS = 2;
const SENTENCE_BEFORE_WORDS = 'read/arctic-aew_a0003.wav';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

await runBench(async (own) => {
  const kinds = await makeRecordings(own(await TemporaryFolder.create()).path);
  const client = options.url
    ? new StenoClient(options.url)
    : await own(new StenoService(RECOGNISERS)).start();
  const errors: KindErrors[] = [];
  for (const kind of kinds) errors.push(await measureKind(client, kind));
  const outcome = { report: { kinds: errors }, tables: wordTimesTables(errors), found: findings(errors) };
  return conclude(outcome, options);
});

async function makeRecordings(folder: string): Promise<Kind[]> {
  const recordings = await readRecordings();
  const some = <T>(all: readonly T[], quickly: number): T[] =>
    all.slice(0, options.quick ? quickly : undefined);
  const sentences = recordings.filter(({ set, primary }) => primary && (set === 'read' || set === 'short'));
  const digits = recordings.filter(({ tags }) => tags.includes('digits') && tags.includes('constructed'));
  const sentence = sentences.find(({ file }) => file === SENTENCE_BEFORE_WORDS);
  if (!sentence) throw new Error(`The recordings lack ${SENTENCE_BEFORE_WORDS}.`);
  const kinds = [
    { name: 'sentences, joined', recordings: await joinedSentences(folder, some(sentences, 3)) },
    {
      name: 'words, joined',
      recordings: await joinedWords(folder, sentence, some(digits, 1), options.quick ? 1 : undefined),
    },
  ];
  if (!(await hasFestival())) {
    console.error('\n!!! NO festival IN THE PATH: synthesised speech is LEFT OUT.');
    console.error('!!! Install it with `apt-get install festival festvox-kallpc16k`.\n');
    return kinds;
  }
  const texts = some([...new Set(sentences.map(({ reference }) => reference ?? ''))], 2);
  return [...kinds, { name: 'Festival', recordings: await synthesisedSentences(folder, texts) }];
}
