import type { ChaosResult } from './run.js';
import { FINDINGS } from './verdict.js';

/** What a run found, for people. */
export function report(result: ChaosResult): string {
  const { backend, seed, faults, untried, accepted, ends, logs } = result;
  return [
    `${backend}, seed ${seed}: ${listed(faults)}`,
    ...(untried.length === 0 ? [] : [`never happened: ${untried.join(', ')}`]),
    `${accepted} jobs accepted: ${listed(ends)}`,
    ...FINDINGS.flatMap((kind) => [
      `${kind}: ${result[kind].length}`,
      ...result[kind].map((finding) => `  ${finding}`),
    ]),
    ...(logs === null ? [] : [`the logs of all processes are in ${logs}`]),
  ].join('\n');
}

/** The runs in Markdown, as docs/reliability.md has them. */
export function table(runs: readonly ChaosResult[]): string {
  const head = ['queue on', 'seed', 'seconds', 'faults', 'jobs', 'ended', ...FINDINGS];
  const rows = runs.map((run) => [
    run.backend,
    run.seed,
    run.seconds,
    sum(run.faults),
    run.accepted,
    listed(run.ends),
    ...FINDINGS.map((kind) => run[kind].length),
  ]);
  return markdown(head, rows);
}

/** The faults of the runs by kind, likewise. */
export function faultsOf(runs: readonly ChaosResult[]): string {
  const kinds = [...new Set(runs.flatMap(({ faults }) => [...faults.keys()]))].toSorted();
  const rows = kinds.map((kind) => [kind, ...runs.map(({ faults }) => faults.get(kind) ?? 0)]);
  return markdown(['fault', ...runs.map(({ backend, seed }) => `${backend} ${seed}`)], rows);
}

function markdown(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
