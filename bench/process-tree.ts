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

/** Processor time so far, in seconds. */
export interface ProcessorTime {
  /** Of those that live, to the nanosecond, without threads that have ended. */
  readonly byProcess: ReadonlyMap<number, number>;
  /** Of those that have ended, to the tick. */
  readonly ended: number;
}

/** Of a process and all below it. Throws where the kernel does not count it. */
export function processorTime(root: number): ProcessorTime {
  if (readOrEmpty(`/proc/${root}/schedstat`) === '')
    throw new Error('This kernel has no /proc/PID/schedstat.');
  const pids = processTree(root);
  return {
    byProcess: new Map(pids.map((pid) => [pid, ownSeconds(pid)])),
    ended: pids.reduce((sum, pid) => sum + endedChildrenSeconds(pid), 0),
  };
}

/** Seconds from one look to another: of all processes, and of those that lived the whole time. */
export function processorTimeBetween(
  before: ProcessorTime,
  after: ProcessorTime,
): { readonly all: number; readonly lasting: number } {
  const total = ({ byProcess, ended }: ProcessorTime): number =>
    [...byProcess.values()].reduce((sum, one) => sum + one, ended);
  const lasting = [...after.byProcess].map(
    ([pid, seconds]) => seconds - (before.byProcess.get(pid) ?? seconds),
  );
  return { all: total(after) - total(before), lasting: lasting.reduce((sum, one) => sum + one, 0) };
}

function ownSeconds(pid: number): number {
  const threads = readdirOrEmpty(`/proc/${pid}/task`).map((thread) => {
    const [nanoseconds] = readOrEmpty(`/proc/${pid}/task/${thread}/schedstat`).split(' ');
    return Number(nanoseconds);
  });
  return threads.reduce((sum, one) => sum + one, 0) / 1e9;
}

function endedChildrenSeconds(pid: number): number {
  // After the name in brackets, which may hold anything: the state and 12 more; then cutime, cstime.
  const fields = readOrEmpty(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND;
}

function readdirOrEmpty(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
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
