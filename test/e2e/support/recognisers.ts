import { readFile } from 'node:fs/promises';
import type { StenoProcess } from './steno-process.js';

/** Of /proc/PID/stat: user and system time, in clock ticks. Counted from the end of the program's name. */
const UTIME = 11;
const STIME = 12;

/** `getconf CLK_TCK` on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The recogniser processes of a worker. */
export async function recognisersOf(worker: StenoProcess): Promise<number[]> {
  const pids = await worker.descendants();
  const isRecogniser = await Promise.all(
    pids.map(async (pid) => (await readProc(pid, 'cmdline')).includes('recogniser-process.js')),
  );
  return pids.filter((_, index) => isRecogniser[index]);
}

/** Seconds of a core that the processes have used; of one that is gone, none. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  const used = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readProc(pid, 'stat');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[UTIME] ?? 0) + Number(fields[STIME] ?? 0)) / TICKS_PER_SECOND;
    }),
  );
  return used.reduce((total, seconds) => total + seconds, 0);
}

/** Empty when the process is gone. */
async function readProc(pid: number, file: 'cmdline' | 'stat'): Promise<string> {
  return await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
