import { ValidationFailedError } from '../../errors/validation-failed.error.js';
import { type LexiconContent, LEXICON_ID } from '../domain/lexicon.js';
import { LEXICON_LIMITS } from '../domain/lexicon-limits.js';
import { readEntries } from '../domain/read-entries.js';
import { entriesFromCsv, UnreadableCsvError } from '../lexicon-csv.js';

const ID_RULE = 'must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or a digit';
const DESCRIPTION_RULE = `must be a text of at most ${LEXICON_LIMITS.descriptionLength} characters`;
const CONTENT_FIELDS = ['description', 'entries'];
/** An exported file comes back as it is: what describes it there is not taken over. */
const EXPORTED_FIELDS = ['lexicon_id', 'version', 'term_count', 'created_at'];
const KNOWN_FIELDS = new Set([...CONTENT_FIELDS, ...EXPORTED_FIELDS]);

/** Of a body with its own id. Throws {@link ValidationFailedError}, as all here. */
export function readNamedLexicon(body: unknown): { id: string; content: LexiconContent } {
  const { lexicon_id: id, ...content } = objectOf(body);
  return { id: readLexiconId(id, 'lexicon_id'), content: readContent(content) };
}

/** Of a body that is JSON, or CSV. */
export function readLexicon(body: unknown): LexiconContent {
  return typeof body === 'string'
    ? { description: '', entries: read(fromCsv(body)) }
    : readContent(objectOf(body));
}

export function readLexiconId(id: unknown, field: string): string {
  if (typeof id === 'string' && LEXICON_ID.test(id)) return id;
  throw refused(field, ID_RULE);
}

function readContent(body: Record<string, unknown>): LexiconContent {
  const unknown = Object.keys(body).find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) {
    throw refused(unknown.slice(0, 64), `there is no such field; there are ${CONTENT_FIELDS.join(', ')}`);
  }
  const description = body['description'] ?? '';
  const fits = typeof description === 'string' && description.length <= LEXICON_LIMITS.descriptionLength;
  if (!fits || description.includes('\u0000')) throw refused('description', DESCRIPTION_RULE);
  return { description: description.toWellFormed(), entries: read(body['entries']) };
}

function read(given: unknown): LexiconContent['entries'] {
  const result = readEntries(given);
  if ('problems' in result) throw new ValidationFailedError(result.problems);
  return result.entries;
}

function fromCsv(csv: string): unknown[] {
  try {
    return entriesFromCsv(csv);
  } catch (error) {
    if (error instanceof UnreadableCsvError) throw refused('', error.message);
    throw error;
  }
}

function objectOf(body: unknown): Record<string, unknown> {
  if (body !== null && typeof body === 'object') return body as Record<string, unknown>;
  throw refused('', 'must be an object with `entries`, as application/json, or a table as text/csv');
}

function refused(field: string, message: string): ValidationFailedError {
  return new ValidationFailedError([{ field, message }]);
}
