import { createInterface } from 'node:readline/promises';
import { CliError, UsageError } from './cli-errors.js';

/** Returns when a person says yes; throws with `otherwise` when they do not, and a usage error when nobody is there. */
export async function confirm(question: string, otherwise: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError('add --yes: there is nobody to ask');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `).finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(otherwise);
}
