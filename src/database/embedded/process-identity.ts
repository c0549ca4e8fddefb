import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process id alone is no proof: ids are reused after a reboot, and at once in a container, where the service is
 * process 1 each time. Together with the moment it started a process is named for good.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, and free of characters that a file name cannot hold. */
  readonly startedAt: string;
}

/** Undefined when there is no such process, or it has ended and only waits to be reaped. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startedAtFromProc(pid) : startedAtFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return identifyProcess(pid)?.startedAt === startedAt;
}

/** The words a process was started with, joined by spaces. Undefined when it has ended. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}

/** Undefined when it has ended. */
export function effectiveUserOf(pid: number): number | undefined {
  const uid = process.platform === 'linux' ? effectiveUserFromProc(pid) : ps(pid, 'uid=');
  return uid === undefined ? undefined : Number(uid);
}

/** proc(5): real, effective, saved set and file system user. */
function effectiveUserFromProc(pid: number): string | undefined {
  try {
    return /^Uid:\s+\d+\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** proc(5): the fields after the name in parentheses; the first is the state, the twentieth the start in ticks. */
function startedAtFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${bootId}.${fields[19]}`;
  } catch {
    return undefined;
  }
}

function startedAtFromPs(pid: number): string | undefined {
  return ps(pid, 'lstart=')?.replaceAll(/[^0-9A-Za-z]+/g, '-');
}

function ps(pid: number, column: string): string | undefined {
  try {
    const args = ['-ww', '-o', column, '-p', String(pid)];
    const output = execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.trim() || undefined;
  } catch {
    return undefined;
  }
}
