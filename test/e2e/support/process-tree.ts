import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The processes below `pid`, as `ps` has them. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const found: number[] = [];
  const visit = (parent: number): void => {
    for (const [child, itsParent] of pairs) {
      if (itsParent !== parent) continue;
      found.push(child);
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
