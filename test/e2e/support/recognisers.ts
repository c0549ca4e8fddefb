import { readFile } from 'node:fs/promises';
import { descendantsOf } from './process-tree.js';
import type { StenoProcess } from './steno-process.js';

/** Of /proc/PID/stat: user and system time, in clock ticks. Counted from the end of the program's name. */
const UTIME = 11;
const STIME = 12;

/** `getconf CLK_TCK` on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The recogniser processes of a worker. */
export async function recognisersOf(worker: StenoProcess): Promise<number[]> {
  return await descendantsOf(worker.pid, 'recogniser-process.js');
}

/** Seconds of a core that the processes have used; of one that is gone, none. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  const used = await Promise.all(
    pids.map(async (pid) => {
      // Empty when the process is gone.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[UTIME] ?? 0) + Number(fields[STIME] ?? 0)) / TICKS_PER_SECOND;
    }),
  );
  return used.reduce((total, seconds) => total + seconds, 0);
}
