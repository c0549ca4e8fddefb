import { processTree, readOrEmpty } from '../process-tree.js';

/** Seldom enough to cost nothing; the kernel itself keeps the peak of a process that lives. */
const INTERVAL_MS = 500;
const KIB_PER_MB = 1e6 / 1024;

export interface Peak {
  readonly name: string;
  readonly startMb: number;
  readonly peakMb: number;
}

/**
 * Watches the resident memory of a process and of all below it, except those of the database (Linux). A process that is
 * started later counts from when it was first seen.
 */
export class MemoryWatch implements AsyncDisposable {
  private readonly seen = new Map<number, Peak>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly root: number) {
    this.look();
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
  }

  /** The largest growth first. */
  peaks(): Peak[] {
    this.look();
    return [...this.seen.values()].toSorted((a, b) => b.peakMb - b.startMb - (a.peakMb - a.startMb));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const pid of processTree(this.root)) {
      const status = readOrEmpty(`/proc/${pid}/status`);
      const residentMb = megabytes(status, 'VmRSS');
      const name = `${programOf(pid)} (${pid})`;
      if (residentMb === 0 || name.startsWith('postgres')) continue;
      const startMb = this.seen.get(pid)?.startMb ?? residentMb;
      this.seen.set(pid, { name, startMb, peakMb: Math.max(startMb, megabytes(status, 'VmHWM')) });
    }
  }
}

function megabytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / KIB_PER_MB;
}

/** The name of the script, or of the program where there is none. */
function programOf(pid: number): string {
  const words = readOrEmpty(`/proc/${pid}/cmdline`).split('\0');
  const script = words.find((word) => word.endsWith('.js')) ?? words[0] ?? '';
  return script.split('/').at(-1) ?? script;
}
