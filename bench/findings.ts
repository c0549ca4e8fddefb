import { textTable } from './text-table.js';

/** One promise of the project, measured. */
export interface Finding {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean;
}

export function promiseTable(found: readonly Finding[]): string {
  return textTable([
    ['promise', 'measured', 'kept'],
    ...found.map(({ promise, measured, kept }) => [promise, measured, kept ? 'yes' : 'NO']),
  ]);
}
