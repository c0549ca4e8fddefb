import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { confirm } from '../confirm.js';
import { CliError, RefusedError, UsageError } from '../cli-errors.js';
import { count, note, print, printJson, printTable, printable } from '../output.js';
import { type LexiconView, StenoApi } from '../steno-api.js';
import { assertFree } from '../transcript-places.js';
import { saveTranscript, showTranscript } from '../transcripts.js';
import { type Json, jsonOption, wholePositive } from './options.js';

const EXAMPLES = `
Files are CSV with the columns term,sounds_like,boost,case,whole_word (the first is enough; several sounds_like
have | between them), or JSON with a list of entries. "-" is the standard input.

Examples:
  $ steno lexicon create medical-terms-v1 terms.csv
  $ steno lexicon import medical-terms-v1 terms.csv         writes the next version
  $ steno lexicon preview medical-terms-v1 "hydro chloro thiazide"
  $ steno submit --lexicon medical-terms-v1 visit.mp3`;

export function addLexiconCommands(program: Command): void {
  const lexicon = program
    .command('lexicon')
    .description('look after lexicons: terms that transcripts should have right')
    .addHelpText('after', EXAMPLES);
  addReading(lexicon);
  addChanging(lexicon);
}

function addReading(lexicon: Command): void {
  lexicon.command('list').description('list lexicons').addOption(jsonOption()).action(list);
  lexicon
    .command('show')
    .description('show the versions of a lexicon and its terms')
    .argument('<id>', 'the lexicon, or lexicon@version')
    .option('-n, --limit <n>', 'show so many terms', wholePositive, 20)
    .addOption(jsonOption())
    .action(show);
  lexicon
    .command('export')
    .description('write a lexicon to a file that can be imported again')
    .argument('<id>', 'the lexicon, or lexicon@version')
    .addOption(
      new Option('-f, --format <format>', 'form of the file').choices(['csv', 'json']).default('csv'),
    )
    .option('-o, --output <file>', 'write to this file')
    .option('--force', 'write over a file that is there')
    .action(exportLexicon);
  lexicon
    .command('preview')
    .description('show what a lexicon makes of a text')
    .argument('<id>', 'the lexicon, or lexicon@version')
    .argument('[text...]', 'the text; from the standard input when absent')
    .addOption(jsonOption())
    .action(preview);
}

function addChanging(lexicon: Command): void {
  lexicon
    .command('create')
    .description('create a lexicon from a file')
    .argument('<id>', 'your name for it')
    .argument('<file>', 'CSV or JSON; "-": the standard input')
    .addOption(jsonOption())
    .action((id: string, file: string, { json }: Json) => write(id, file, { onlyNew: true, json }));
  lexicon
    .command('import')
    .description('write a new version of a lexicon from a file, or create it')
    .argument('<id>', 'your name for it')
    .argument('<file>', 'CSV or JSON; "-": the standard input')
    .addOption(jsonOption())
    .action((id: string, file: string, { json }: Json) => write(id, file, { onlyNew: false, json }));
  lexicon
    .command('delete')
    .description('delete a lexicon; jobs that have it keep their version')
    .argument('<id>')
    .option('-y, --yes', 'without asking')
    .action(remove);
}

function pathOf(id: string, rest = ''): string {
  return `/v1/lexicons/${encodeURIComponent(id)}${rest}`;
}

interface LexiconPage {
  readonly lexicons: readonly LexiconView[];
  readonly next_cursor: string | null;
}

async function list({ json }: Json): Promise<void> {
  const api = StenoApi.fromEnvironment();
  const all: LexiconView[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: LexiconPage = await api.get(
      `/v1/lexicons?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    all.push(...page.lexicons);
    cursor = page.next_cursor;
  }
  if (json) for (const lexicon of all) printJson(lexicon);
  else if (all.length === 0) print('no lexicons: create one with "steno lexicon create"');
  else showLexicons(all);
}

function showLexicons(all: readonly LexiconView[]): void {
  printTable(
    ['LEXICON', 'VERSION', 'TERMS', 'WRITTEN', 'DESCRIPTION'],
    all.map((lexicon) => [
      lexicon.lexicon_id,
      String(lexicon.version),
      String(lexicon.term_count),
      lexicon.created_at,
      lexicon.description,
    ]),
  );
}

interface EntryView {
  readonly term: string;
  readonly sounds_like: readonly string[];
  readonly boost: number;
  readonly case: string;
  readonly whole_word: boolean;
}

async function show(id: string, { limit, json }: Json & { readonly limit: number }): Promise<void> {
  const api = StenoApi.fromEnvironment();
  const lexicon = await api.get<LexiconView>(pathOf(id));
  const { versions } = await api.get<{ versions: LexiconView[] }>(pathOf(lexicon.lexicon_id, '/versions'));
  const { entries } = await api.get<{ entries: EntryView[] }>(
    pathOf(id, `/entries?limit=${Math.min(limit, 1000)}`),
  );
  if (json) return printJson({ ...lexicon, versions, entries });
  showLexicons(versions);
  print('');
  printTable(
    ['TERM', 'SOUNDS LIKE', 'BOOST', 'CASE', 'WHOLE WORD'],
    entries.map((entry) => [
      entry.term,
      entry.sounds_like.join(' | '),
      String(entry.boost),
      entry.case,
      entry.whole_word ? 'yes' : 'no',
    ]),
  );
  const more = lexicon.term_count - entries.length;
  if (more > 0) print(`and ${more} more`);
}

interface WriteOptions {
  readonly onlyNew: boolean;
  readonly json: true | undefined;
}

async function write(id: string, file: string, { onlyNew, json }: WriteOptions): Promise<void> {
  const content = file === '-' ? await readStream(process.stdin) : await contentOf(file);
  const written = await StenoApi.fromEnvironment()
    .send<LexiconView>('PUT', pathOf(id), bodyOf(content), {
      'content-type': /^\s*[[{]/.test(content) ? 'application/json' : 'text/csv',
      ...(onlyNew && { 'if-none-match': '*' }),
    })
    .catch((error: unknown) => {
      if (!(error instanceof RefusedError) || error.code !== 'lexicon_id_taken') throw error;
      throw new CliError(`there is a lexicon ${id} already: "steno lexicon import" gives it a new version`);
    });
  if (json) printJson(written);
  else print(`${written.lexicon_id} version ${written.version}, ${count(written.term_count, 'term')}`);
}

/** A list in JSON is that of the entries. */
function bodyOf(content: string): string {
  const entries = content.trimStart();
  return entries.startsWith('[') ? `{"entries":${entries}}` : content;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

interface ExportOptions {
  readonly format: string;
  readonly output?: string;
  readonly force?: true;
}

async function exportLexicon(id: string, { format, output, force }: ExportOptions): Promise<void> {
  if (output !== undefined && !force) await assertFree([output]);
  const content = await StenoApi.fromEnvironment().getText(pathOf(id, `/export?format=${format}`));
  if (output === undefined) return showTranscript(content);
  await saveTranscript(output, content);
  note(`${id} → ${output}`);
}

async function remove(id: string, { yes }: { readonly yes?: true }): Promise<void> {
  if (!yes) await confirm(`Delete the lexicon ${id}?`, 'nothing was deleted');
  await StenoApi.fromEnvironment().delete(pathOf(id));
  print(`${id} is deleted`);
}

interface PreviewView {
  readonly text: string;
  readonly corrections: readonly { readonly from: string; readonly to: string; readonly score: number }[];
}

async function preview(id: string, words: readonly string[], { json }: Json): Promise<void> {
  const given = words.length > 0 ? words.join(' ') : await readStream(process.stdin);
  const result = await StenoApi.fromEnvironment().send<PreviewView>(
    'POST',
    pathOf(id, '/preview'),
    JSON.stringify({ text: given }),
    { 'content-type': 'application/json' },
  );
  if (json) return printJson(result);
  showTranscript(result.text);
  for (const { from, to, score } of result.corrections) note(printable(`${from} → ${to} (${score})`));
}
