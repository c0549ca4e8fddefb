import { type ChildProcess, fork, type ForkOptions, spawnSync } from 'node:child_process';
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

/**
 * No privileges, now or by any program. Root keeps what lets it read the files of others: the recordings may be such.
 */
const PRIVILEGES = [
  '--no-new-privs',
  '--inh-caps=-all',
  '--ambient-caps=-all',
  '--bounding-set=-all,+dac_override,+dac_read_search',
];

/** No core dumps, no files written, few open: node has about 25, and some 60 while it loads its modules. */
const LIMITS = ['--core=0', '--fsize=0', '--nofile=256'];

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
 * when its worker dies, even while it hangs in a decoder, and takes its privileges; `prlimit` bounds its memory and
 * lets it open few files, write none and dump no core. It stays the user that its worker is: another one might not be
 * let read the recordings, and node cannot be handed a descriptor once it runs.
 */
function underLimits(execArgv: string[], maxMemoryBytes: number): Pick<ForkOptions, 'execPath' | 'execArgv'> {
  if (!existsSync(SETPRIV) || !existsSync(PRLIMIT)) return { execArgv };
  accepted ??= { privileges: thatRun(SETPRIV, PRIVILEGES), limits: thatRun(PRLIMIT, LIMITS) };
  const privileges = ['--pdeathsig', 'KILL', ...accepted.privileges];
  const limits = [`--data=${maxMemoryBytes + codeRangeBytes()}`, ...accepted.limits];
  return { execPath: SETPRIV, execArgv: [...privileges, PRLIMIT, ...limits, process.execPath, ...execArgv] };
}

/** What this system grants to this user: found out once. */
let accepted: { readonly privileges: string[]; readonly limits: string[] } | null = null;

/** The options with which a program can be started. */
function thatRun(wrapper: string, options: string[]): string[] {
  return options.filter((option) => spawnSync(wrapper, [option, '/bin/true'], { env: {} }).status === 0);
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
