import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Accuracy } from './accuracy.js';
import { otherRows, scoreRows } from './report.js';

const BASELINE = join(import.meta.dirname, 'baseline.json');
const PAGE = join(import.meta.dirname, '../../docs/accuracy.md');

const BEGIN = '<!-- Written by `npm run bench:accuracy -- --save`. -->';
const END = '<!-- To here. -->';

/** The committed figures. */
export async function readBaseline(): Promise<Accuracy> {
  return JSON.parse(await readFile(BASELINE, 'utf8')) as Accuracy;
}

/** Commits the figures, as far as a program can: the JSON, and the tables in docs/accuracy.md. */
export async function saveBaseline(accuracy: Accuracy): Promise<void> {
  await writeFormatted(BASELINE, JSON.stringify(accuracy));
  await writeFormatted(PAGE, withTables(await readFile(PAGE, 'utf8'), accuracy));
}

/** The page with the tables of these figures between the two comments. */
export function withTables(page: string, accuracy: Accuracy): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/accuracy.md has lost "${BEGIN}" or "${END}".`);
  const tables = [markdownTable(scoreRows(accuracy.scores)), markdownTable(otherRows(accuracy))].join('\n\n');
  return `${page.slice(0, begin)}${BEGIN}\n\n${tables}\n\n${page.slice(end)}`;
}

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  );
}

async function writeFormatted(path: string, text: string): Promise<void> {
  await writeFile(path, await formatted(path, text));
}

/** As `npm run format` leaves it. */
export async function formatted(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
