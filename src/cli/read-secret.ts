import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UsageError } from './cli-errors.js';

/** From a prompt that shows nothing of it, or all of the standard input. Never from the command line, which others see. */
export async function readSecret(prompt: string): Promise<string> {
  const secret = (process.stdin.isTTY ? await ask(prompt) : await text(process.stdin)).trim();
  if (secret === '') throw new UsageError('no key was given: type it, or pipe it in');
  return secret;
}

async function ask(prompt: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  process.stderr.write(prompt);
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
