import type { Command } from 'commander';
import { CliError, UsageError } from '../cli-errors.js';
import type { LocalModels, ModelView } from '../local-models.js';
import { note, print, printJson, printTable } from '../output.js';
import { type Json, jsonOption } from './options.js';

const MEGABYTE = 1_000_000;

/** They work on `DATA_DIR` of this machine, and need no service. */
export function addModelCommands(program: Command): void {
  const models = program
    .command('models')
    .description('look after the models in DATA_DIR of this machine; needs no running service');
  models
    .command('list')
    .description('list the models that there are, and which of them are here')
    .addOption(jsonOption())
    .action(list);
  models
    .command('pull')
    .description('fetch models, or go on with a download that was interrupted')
    .argument('<model...>')
    .option('--from <file...>', 'install it from its archive, on a machine without internet')
    .action(pull);
  models
    .command('remove')
    .description('delete models, and what has arrived of them')
    .argument('<model...>')
    .action(remove);
  models
    .command('verify')
    .description('read models whole and find damage')
    .argument('[model...]', 'all that are here, when none is named')
    .action(verify);
}

/** Only these commands load what the service is made of. */
async function localModels(): Promise<LocalModels> {
  return (await import('../local-models.js')).LocalModels.fromEnvironment();
}

async function list({ json }: Json): Promise<void> {
  const local = await localModels();
  const models = await local.list();
  if (json) return models.forEach(printJson);
  printTable(
    ['MODEL', 'LANGUAGES', 'DOWNLOAD', 'LICENCE', ''],
    models.map((model) => [
      `${model.id}${model.served ? ' *' : ''}`,
      languagesOf(model),
      model.download_bytes === 0 ? '–' : `${(model.download_bytes / MEGABYTE).toFixed(0)} MB`,
      model.licence,
      stateOf(model),
    ]),
  );
  print('* the one that jobs run on');
  note(`looked in ${await local.place()}`);
}

function languagesOf({ languages }: ModelView): string {
  if (languages.length === 0) return 'any';
  return languages.length > 6 ? `${languages.length} languages` : languages.join(' ');
}

function stateOf({ installed, partial_bytes, download_bytes }: ModelView): string {
  if (installed) return 'installed';
  return partial_bytes === 0 ? '' : `${Math.floor((100 * partial_bytes) / download_bytes)}% fetched`;
}

async function pull(ids: readonly string[], { from = [] }: { from?: readonly string[] }): Promise<void> {
  if (from.length > 0 && ids.length > 1) throw new UsageError('--from goes with one model');
  const models = await localModels();
  for (const id of ids) print(`${id} is in ${await models.pull(id, from)}`);
}

async function remove(ids: readonly string[]): Promise<void> {
  const models = await localModels();
  for (const id of ids) {
    const gone = await models.remove(id);
    print(gone ? `${id} is not here any more` : `${id} came with the program and stays`);
  }
}

async function verify(ids: readonly string[]): Promise<void> {
  const models = await localModels();
  const here = (await models.list()).filter(
    ({ installed, download_bytes }) => installed && download_bytes > 0,
  );
  if (ids.length === 0 && here.length === 0) {
    throw new CliError(`no model is installed in ${await models.place()}`);
  }
  let bad = 0;
  for (const id of ids.length > 0 ? ids : here.map((model) => model.id)) {
    try {
      const { trustedOnFirstUse } = await models.verify(id);
      const trust =
        trustedOnFirstUse && ` (no hash is published; the archive that came had sha256 ${trustedOnFirstUse})`;
      print(`${id} is whole${trust ?? ''}`);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      bad += 1;
      note(`${id}: ${error.message}`);
    }
  }
  if (bad > 0) {
    throw new CliError(
      `"steno models pull MODEL" fetches what is missing; "steno models remove MODEL" first what is damaged. Looked in ${await models.place()}`,
    );
  }
}
