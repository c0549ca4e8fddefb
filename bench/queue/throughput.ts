/** Something that can be given jobs that do nothing. */
export interface Contender {
  readonly kind: 'steno' | 'bullmq' | 'rq';
  readonly name: string;
  /** Worker processes. */
  readonly workers: number;
  /** Hands in so many and waits until all have ended. The seconds from before the first one is handed in. */
  run(jobs: number): Promise<number>;
}

export interface Throughput extends Pick<Contender, 'kind' | 'name' | 'workers'> {
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

/**
 * All of them in turns, so that whatever else the machine does falls on all. The first pass does not count: whoever
 * compiles while it runs is warm after it.
 */
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
  for (const { contender, jobs } of entries) await contender.run(jobs);
  for (let pass = 0; pass < passes; pass++) {
    for (const { contender, jobs, jobsPerSecond } of entries)
      jobsPerSecond.push(jobs / (await contender.run(jobs)));
  }
  return entries.map(({ contender: { kind, name, workers }, jobs, jobsPerSecond }) => ({
    kind,
    name,
    workers,
    jobs,
    jobsPerSecond,
  }));
}

/** So many jobs, from as many clients at a time. */
export async function inParallel(clients: number, jobs: number, work: () => Promise<unknown>): Promise<void> {
  let left = jobs;
  const client = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: clients }, client));
}
