/** Something that can be given jobs that do nothing. */
export interface Contender {
  readonly name: string;
  /** Hands in so many and waits until all have ended. The seconds from before the first one is handed in. */
  run(jobs: number): Promise<number>;
}

export interface Throughput {
  readonly name: string;
  readonly jobs: number;
  /** One for each pass. */
  readonly jobsPerSecond: readonly number[];
}

export interface Effort {
  /** Jobs of a first, short run, which tells how many a pass takes. */
  readonly probeJobs: number;
  readonly passes: number;
  readonly passSeconds: number;
}

/** All of them in turns, so that whatever else the machine does falls on all. */
export async function measureThroughput(
  contenders: readonly Contender[],
  { probeJobs, passes, passSeconds }: Effort,
): Promise<Throughput[]> {
  const entries: { contender: Contender; jobs: number; jobsPerSecond: number[] }[] = [];
  for (const contender of contenders) {
    await contender.run(probeJobs);
    const probeSeconds = await contender.run(probeJobs);
    const jobs = Math.max(probeJobs, Math.round((passSeconds * probeJobs) / probeSeconds));
    entries.push({ contender, jobs, jobsPerSecond: [] });
  }
  for (let pass = 0; pass < passes; pass++) {
    for (const { contender, jobs, jobsPerSecond } of entries)
      jobsPerSecond.push(jobs / (await contender.run(jobs)));
  }
  return entries.map(({ contender: { name }, jobs, jobsPerSecond }) => ({ name, jobs, jobsPerSecond }));
}
