#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { CliError, EXIT } from './cli-errors.js';
import { addApiKeyCommands } from './commands/api-keys.js';
import { addInfoCommands } from './commands/info.js';
import { addJobCommands } from './commands/jobs.js';
import { addLexiconCommands } from './commands/lexicons.js';
import { addModelCommands } from './commands/models.js';
import { addQueueCommands } from './commands/queues.js';
import { addSubmit } from './commands/submit.js';
import { note } from './output.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const ENVIRONMENT = `
Environment:
  STENO_URL    the address of the service (default http://127.0.0.1:3000)
  STENO_KEY    the key, if the service asks for one

Exit codes: 0 done, 1 something failed, 2 wrong usage, 3 service out of reach, 130 interrupted`;

function stenoProgram(): Command {
  const program = new Command('steno')
    .description('Transcribe recordings with a Steno service, and look after its queues.')
    .version(version)
    .addHelpText('after', ENVIRONMENT)
    .showSuggestionAfterError();
  addSubmit(program);
  addJobCommands(program);
  addInfoCommands(program);
  addQueueCommands(program);
  addLexiconCommands(program);
  addApiKeyCommands(program);
  addModelCommands(program);
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.exitOverride().showHelpAfterError('(--help tells more)');
  }
  return program;
}

async function run(): Promise<number> {
  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.on('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    await stenoProgram().parseAsync();
    return EXIT.ok;
  } catch (error) {
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CliError) {
      note(`steno: ${error.message}`);
      return error.exitCode;
    }
    throw error;
  }
}

process.exitCode = await run();
