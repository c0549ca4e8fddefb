const MICROSECONDS_PER_SECOND = 1_000_000;

/** Measures the processor time of this process: waiting for a slow disk, a busy machine or the reader doesn't count. */
export class CpuStopwatch {
  private readonly start = process.cpuUsage();

  /** Since the construction. */
  get seconds(): number {
    const { user, system } = process.cpuUsage(this.start);
    return (user + system) / MICROSECONDS_PER_SECOND;
  }
}
