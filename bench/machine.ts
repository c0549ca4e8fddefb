import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Share of all cores that others used in the second before the benchmark: above a tenth, believe no number. */
  readonly busyBefore: number;
}

export async function describeMachine(): Promise<Machine> {
  const before = cpuTimes();
  await sleep(1000);
  const after = cpuTimes();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    busyBefore: 1 - (after.idle - before.idle) / (after.total - before.total),
  };
}

export function describeInWords({ cpu, cores, node, busyBefore }: Machine): string {
  return `${cpu}, ${cores} cores, Node ${node}, ${Math.round(busyBefore * 100)} % busy before`;
}

function cpuTimes(): { idle: number; total: number } {
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), total };
}
