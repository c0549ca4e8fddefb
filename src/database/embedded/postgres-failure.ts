import { DatabaseError } from '../database-error.js';

/** How much of the output of PostgreSQL goes into a message: enough for its last few lines. */
const TAIL_CHARACTERS = 1500;

/** What the output of a PostgreSQL program that gave up means, and what the reader can do about it. */
export function explainFailure(what: string, output: string): DatabaseError {
  const tail = output.trim().slice(-TAIL_CHARACTERS);
  const advice = adviceFor(output);
  const code = /incompatible|not compatible/i.test(output) ? 'data_dir_incompatible' : 'database_unavailable';
  return new DatabaseError(code, [`${what}. ${advice}`.trim(), tail].filter(Boolean).join('\n'));
}

/** Worth another try: the port was taken meanwhile, or processes of a killed server are still on their way out. */
export function isPassingFailure(output: string): boolean {
  return /could not (bind|create any TCP)|shared memory block .* is still in use/.test(output);
}

function adviceFor(output: string): string {
  const library = /error while loading shared libraries: ([^:\s]+)|Library not loaded: (\S+)/.exec(output);
  if (library) {
    return (
      `The library ${library[1] ?? library[2]} is missing: run \`npm rebuild\` (install scripts may have been ` +
      'off), use a glibc-based system, or set DATABASE_URL.'
    );
  }
  if (/no space left on device/i.test(output))
    return 'The disk of DATA_DIR is full: make room and start again.';
  if (/(in|not )compatible/i.test(output)) return 'DATA_DIR was written by another version of PostgreSQL.';
  if (/permission denied/i.test(output)) return 'Files in DATA_DIR belong to another account.';
  return '';
}
