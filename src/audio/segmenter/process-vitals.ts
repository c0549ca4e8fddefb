import { readFile } from 'node:fs/promises';

/** What a process has of the machine. */
export interface ProcessVitals {
  readonly residentBytes: number;
  /** Processor time since it was started. */
  readonly cpuSeconds: number;
}

const BYTES_PER_KIB = 1024;

/** Of /proc/PID/stat, user and system time; counted from the end of the program's name. */
const UTIME = 11;
const STIME = 12;
/** In which they count, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Null when the process is gone, and where there is no /proc: only Linux has it. */
export async function vitalsOf(pid: number): Promise<ProcessVitals | null> {
  const [status, stat] = await Promise.all(
    ['status', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(status ?? '')?.[1];
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  if (kibibytes === undefined || fields[STIME] === undefined) return null;
  const ticks = Number(fields[UTIME]) + Number(fields[STIME]);
  return { residentBytes: Number(kibibytes) * BYTES_PER_KIB, cpuSeconds: ticks / TICKS_PER_SECOND };
}
