import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { LexiconEntry } from './domain/lexicon.js';

/** The columns of a lexicon as CSV (RFC 4180), the first of which is required. */
const COLUMNS = ['term', 'sounds_like', 'boost', 'case', 'whole_word'] as const;

/** Between the texts of `sounds_like`. */
const SEPARATOR = '|';

/** The file is no CSV, or its first line names no `term`. */
export class UnreadableCsvError extends Error {}

/**
 * The rows of a CSV file as entries that `readEntries` takes; an empty cell is left out. Throws
 * {@link UnreadableCsvError}.
 */
export function entriesFromCsv(csv: string): unknown[] {
  return rowsOf(csv).map((row) => {
    const { sounds_like: sounds, boost, whole_word: wholeWord, ...rest } = row;
    return {
      ...rest,
      ...(sounds !== undefined && { sounds_like: textsOf(sounds) }),
      ...(boost !== undefined && { boost: Number(boost) }),
      ...(wholeWord !== undefined && { whole_word: booleanOf(wholeWord) }),
    };
  });
}

export function entriesToCsv(entries: readonly LexiconEntry[]): string {
  const rows = entries.map((entry) => [
    entry.term,
    entry.soundsLike.join(SEPARATOR),
    String(entry.boost),
    entry.case,
    String(entry.wholeWord),
  ]);
  return stringify([[...COLUMNS], ...rows]);
}

function rowsOf(csv: string): Record<string, string>[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(csv, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      skip_empty_lines: true,
      trim: true,
      relax_column_count_less: true,
    });
  } catch (error) {
    throw new UnreadableCsvError((error as Error).message);
  }
  if (rows[0] && !('term' in rows[0])) {
    throw new UnreadableCsvError(`the first line must name the columns: ${COLUMNS.join(',')}`);
  }
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')));
}

function textsOf(cell: string): string[] {
  return cell.split(SEPARATOR).filter((text) => text.trim() !== '');
}

/** What is neither stays as it is, for the check of the entry to complain about. */
function booleanOf(cell: string): unknown {
  const lower = cell.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : cell;
}
