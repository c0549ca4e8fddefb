import type { Command } from 'commander';
import { UsageError } from '../cli-errors.js';
import { confirm } from '../confirm.js';
import { print, printJson } from '../output.js';
import { pathOfQueue, queueNames, type QueueView, StenoApi } from '../steno-api.js';
import { type Json, jsonOption } from './options.js';

export function addQueueCommands(program: Command): void {
  addChange(program, 'pause', 'start no further job of queues; what runs goes on', hold('pause'));
  addChange(program, 'resume', 'start the jobs of paused queues again', hold('resume'));
  addChange(program, 'empty', 'cancel all jobs that wait in queues', empty).option(
    '-y, --yes',
    'without asking',
  );
}

interface ChangeOptions extends Json {
  readonly all?: true;
  readonly yes?: true;
}

type Change = (queues: readonly string[], options: ChangeOptions) => Promise<void>;

/** A command that changes the queues that are named, or all of them. */
function addChange(program: Command, name: string, description: string, change: Change): Command {
  return program
    .command(name)
    .description(description)
    .argument('[queue...]')
    .option('--all', 'all queues')
    .addOption(jsonOption())
    .action(async (named: string[], options: ChangeOptions) => {
      if ((options.all === true) === named.length > 0) throw new UsageError('name the queues, or give --all');
      await change(options.all ? await queueNames(StenoApi.fromEnvironment()) : named, options);
    });
}

function hold(action: 'pause' | 'resume'): Change {
  return async (queues, { json }) => {
    const api = StenoApi.fromEnvironment();
    for (const name of queues) {
      const queue = await api.post<QueueView>(`${pathOfQueue(name)}/${action}`);
      if (json) printJson(queue);
      else print(`${name} ${queue.paused ? 'is paused' : 'goes on'}, ${queue.queued_count} queued`);
    }
  };
}

async function empty(queues: readonly string[], { yes, json }: ChangeOptions): Promise<void> {
  if (!yes) await confirm(`Cancel all jobs that wait in ${queues.join(', ')}?`, 'nothing was canceled');
  const api = StenoApi.fromEnvironment();
  for (const name of queues) {
    const answer = await api.post<{ removed_count: number }>(`${pathOfQueue(name)}/empty`);
    if (json) printJson({ queue_name: name, ...answer });
    else print(`${name}: ${answer.removed_count} canceled`);
  }
}
