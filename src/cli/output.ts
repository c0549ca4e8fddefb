import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';

// Controls, and the marks that turn the direction of writing: a name or a text of the service must not steer a terminal.
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const UNPRINTABLE_BUT_LINES = /(?![\n\t])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line that is safe to show on a terminal. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, ' ');
}

/** The same of a text of several lines. */
export function printableText(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE_BUT_LINES, '');
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** To the user, beside the output. */
export function note(line: string): void {
  process.stderr.write(`${printableText(line)}\n`);
}

/** One document per line. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Columns without lines between them. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({
    head: [...head],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => row.map(printable)));
  print(table.toString().replaceAll(/ +$/gm, ''));
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`, 'top-left', 'top-right'])
    .map((side) => [side, '']),
);

/** `1 job`, `2 jobs`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** `1 h 02 min`, `3 min 20 s`, `4.2 s`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 59.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
