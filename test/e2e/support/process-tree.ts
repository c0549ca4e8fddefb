import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The processes below `pid`, as `ps` has them: all, or those whose command names `program`. */
export async function descendantsOf(pid: number, program = ''): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const processes = stdout.split('\n').flatMap((line) => {
    const [, child, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ child: Number(child), parent: Number(parent), args }];
  });
  const found: number[] = [];
  const visit = (above: number): void => {
    for (const { child, parent, args } of processes) {
      if (parent !== above) continue;
      if (args.includes(program)) found.push(child);
      visit(child);
    }
  };
  visit(pid);
  return found;
}

/** Those of `pids` that still run. A zombie does not. */
export async function stillRunning(pids: readonly number[]): Promise<string[]> {
  if (pids.length === 0) return [];
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,stat=,args=', '-p', pids.join(',')]).catch(
    () => ({ stdout: '' }),
  );
  return stdout.split('\n').filter((line) => line.trim() !== '' && !/^\s*\d+\s+Z/.test(line));
}

/** To those of them that are there. How many there were. */
export function sendAll(pids: readonly number[], signal: NodeJS.Signals): number {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  }).length;
}
