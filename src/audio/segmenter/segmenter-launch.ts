import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface SegmenterLaunch {
  /** The compiled `segmenter-process.js`. */
  readonly entry: string;
  /** A Silero VAD model, ONNX. */
  readonly vadModelPath: string;
  /** The limit of memory, by the kernel where it can be had (Linux with util-linux). */
  readonly maxMemoryBytes: number;
  /** All of the environment that a process gets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** V8 gets this much; the rest of the memory is for samples and FFmpeg. */
const MAX_HEAP_MEGABYTES = 96;

/** A writable mapping for code that is smaller holds code and is no reservation. */
const CODE_RANGE_MIN_BYTES = 64 * 1024 * 1024;

const SETPRIV = '/usr/bin/setpriv';
const PRLIMIT = '/usr/bin/prlimit';

/** Starts a segmenter process. Its stderr is a pipe that somebody must read. */
export function launchSegmenter(launch: SegmenterLaunch): ChildProcess {
  const execArgv = [`--max-old-space-size=${MAX_HEAP_MEGABYTES}`];
  const options: ForkOptions = {
    env: { ...launch.environment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  };
  return fork(launch.entry, [launch.vadModelPath], {
    ...options,
    ...underLimits(execArgv, launch.maxMemoryBytes),
  });
}

/**
 * Wraps node in two programs of util-linux, each of which becomes the next: `setpriv` has the kernel kill the process
 * when its worker dies, even while it hangs in a decoder; `prlimit` bounds its memory and turns off core dumps.
 */
function underLimits(execArgv: string[], maxMemoryBytes: number): Pick<ForkOptions, 'execPath' | 'execArgv'> {
  if (!existsSync(SETPRIV) || !existsSync(PRLIMIT)) return { execArgv };
  const limits = [`--data=${maxMemoryBytes + codeRangeBytes()}`, '--core=0', process.execPath];
  return { execPath: SETPRIV, execArgv: ['--pdeathsig', 'KILL', PRLIMIT, ...limits, ...execArgv] };
}

/**
 * The address space that V8 reserves for machine code: the kernel counts it as data where it is writable, used or not.
 * 512 MiB on Node 24 and 26, nothing on Node 20; the same in this process as in one that it starts.
 */
function codeRangeBytes(): number {
  const mappings = readFileSync('/proc/self/maps', 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rwxp/gm);
  const sizes = Array.from(mappings, ([, start, end]) => parseInt(end ?? '', 16) - parseInt(start ?? '', 16));
  return sizes.filter((bytes) => bytes >= CODE_RANGE_MIN_BYTES).reduce((total, bytes) => total + bytes, 0);
}
