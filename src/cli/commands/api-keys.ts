import type { Command } from 'commander';
import { UsageError } from '../cli-errors.js';
import { print, printJson, printTable } from '../output.js';
import { readSecret } from '../read-secret.js';
import { type ApiKeyView, StenoApi } from '../steno-api.js';
import { type Json, jsonOption, wholePositive } from './options.js';

interface Settings extends Json {
  readonly baseUrl?: string;
  readonly model?: string;
  readonly responseFormat?: string;
  readonly maxPartSeconds?: number;
  readonly maxConcurrency?: number;
}

const KEYS = '/v1/api-keys';

const EXAMPLES = `
The key of the provider is asked for, or read from the standard input.

Examples:
  $ steno api-key add openai-key-1                                         OpenAI, whisper-1
  $ steno api-key add local --base-url http://localhost:8000/v1 --model Systran/faster-whisper-small
  $ steno api-key change openai-key-1 --key < new-key.txt`;

/** The keys of providers: docs/providers.md. */
export function addApiKeyCommands(program: Command): void {
  const keys = program
    .command('api-key')
    .description('look after the keys of providers')
    .addHelpText('after', EXAMPLES);
  keys.command('list').description('list the stored keys').addOption(jsonOption()).action(list);
  withSettings(
    keys.command('add').description('store the key of a provider').argument('<id>', 'your name for it'),
  ).action(add);
  withSettings(keys.command('change').description('change a stored key').argument('<id>'))
    .option('--key', 'another key, which is asked for')
    .action(change);
  keys
    .command('remove')
    .description('delete a stored key; jobs that wait to run with it fail')
    .argument('<id>')
    .addOption(jsonOption())
    .action(remove);
}

function withSettings(command: Command): Command {
  return command
    .option('--base-url <url>', 'where the provider is, such as http://localhost:8000/v1')
    .option('--model <name>', 'the model to use there')
    .option('--response-format <format>', 'verbose_json for times, json for the text alone')
    .option('--max-part-seconds <seconds>', 'longest part that is sent', wholePositive)
    .option('--max-concurrency <n>', 'requests at once of one worker', wholePositive)
    .addOption(jsonOption());
}

function fieldsOf({ baseUrl, model, responseFormat, maxPartSeconds, maxConcurrency }: Settings): object {
  return {
    base_url: baseUrl,
    model,
    response_format: responseFormat,
    max_part_seconds: maxPartSeconds,
    max_concurrency: maxConcurrency,
  };
}

function pathOf(id: string): string {
  return `${KEYS}/${encodeURIComponent(id)}`;
}

async function list({ json }: Json): Promise<void> {
  const { api_keys: keys } = await StenoApi.fromEnvironment().get<{ api_keys: ApiKeyView[] }>(KEYS);
  if (json) for (const key of keys) printJson(key);
  else if (keys.length === 0) print('no keys: store one with "steno api-key add"');
  else showKeys(keys);
}

async function add(id: string, { json, ...settings }: Settings): Promise<void> {
  const api = StenoApi.fromEnvironment();
  const key = await readSecret(`Key of the provider for ${id}: `);
  show(await api.post<ApiKeyView>(KEYS, { api_key_id: id, key, ...fieldsOf(settings) }), json);
}

async function change(id: string, { json, key, ...settings }: Settings & { key?: true }): Promise<void> {
  if (!key && Object.values(settings).every((value) => value === undefined)) {
    throw new UsageError('name what to change: --key, --model or another setting');
  }
  const api = StenoApi.fromEnvironment();
  const secret = key && { key: await readSecret(`New key of the provider for ${id}: `) };
  show(await api.patch<ApiKeyView>(pathOf(id), { ...fieldsOf(settings), ...secret }), json);
}

async function remove(id: string, { json }: Json): Promise<void> {
  await StenoApi.fromEnvironment().delete(pathOf(id));
  if (json) printJson({ api_key_id: id, deleted: true });
  else print(`${id} deleted`);
}

function show(key: ApiKeyView, json: true | undefined): void {
  if (json) printJson(key);
  else showKeys([key]);
}

function showKeys(keys: readonly ApiKeyView[]): void {
  printTable(
    ['KEY', 'ENDS IN', 'MODEL', 'AT', 'PARTS', 'AT ONCE', 'LAST USED'],
    keys.map((key) => [
      key.api_key_id,
      key.key_last_four ?? '–',
      `${key.model} (${key.response_format})`,
      key.base_url,
      `${key.max_part_seconds} s`,
      String(key.max_concurrency),
      key.last_used_at ?? 'never',
    ]),
  );
}
