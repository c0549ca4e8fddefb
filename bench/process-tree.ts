import { readdirSync, readFileSync } from 'node:fs';

/** A process and all below it (Linux). */
export function processTree(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const found = [root];
  for (const above of found)
    found.push(...parents.filter(([, parent]) => parent === above).map(([pid]) => pid));
  return found;
}

/** Clock ticks of Linux, `USER_HZ`. */
const TICKS_PER_SECOND = 100;

/** Of a process and all below it so far, those that have ended among them. */
export function processorSeconds(root: number): number {
  const ticks = processTree(root).map((pid) => {
    // After the name in brackets, which may hold anything: the state and 10 more; then utime, stime, cutime, cstime.
    const fields = readOrEmpty(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
}

/** Empty for a process that is gone between two looks. */
export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0);
}
