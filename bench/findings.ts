import { writeFile } from 'node:fs/promises';
import { textTable } from './text-table.js';

/** One promise of the project, measured. */
export interface Finding {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean;
}

/** What a benchmark ends with. */
export interface Outcome<Report extends object> {
  readonly report: Report;
  readonly tables: string;
  readonly found: readonly Finding[];
}

export interface OutcomeOptions {
  /** It was run only to see that it runs: it keeps no promise to anybody. */
  readonly quick: boolean;
  /** A file for all numbers. */
  readonly json?: string | undefined;
}

/** Prints what was measured and writes it down. Resolves to whether every promise is kept. */
export async function conclude<Report extends object>(
  { report, tables, found }: Outcome<Report>,
  { quick, json }: OutcomeOptions,
): Promise<boolean> {
  console.log(tables);
  if (json) await writeFile(json, `${JSON.stringify({ ...report, findings: found }, null, 2)}\n`);
  if (quick) return true;
  console.log(`\n${promiseTable(found)}`);
  return found.every(({ kept }) => kept);
}

export function promiseTable(found: readonly Finding[]): string {
  return textTable([
    ['promise', 'measured', 'kept'],
    ...found.map(({ promise, measured, kept }) => [promise, measured, kept ? 'yes' : 'NO']),
  ]);
}
