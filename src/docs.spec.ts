import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JOB_ERRORS } from './transcription/domain/job-error.js';
import { JOB_STATUSES, type JobEvent, sourcesOf, transition } from './transcription/domain/job-state.js';

/** What the documentation says, held against the code where that is cheap. */

const ROOT = resolve(import.meta.dirname, '..');
/** Not ours to check, or no text. */
const SKIPPED = /^(node_modules|dist|data|coverage|fixtures|package-lock\.json|\.git|\.env)$/;

const files = filesUnder(ROOT);
const pages = files.filter((file) => extname(file) === '.md');
const code = textOf(files.filter((file) => extname(file) !== '.md'));
const source = textOf(files.filter((file) => /^src[\\/].*(?<!\.spec)\.ts$/.test(relative(ROOT, file))));

/** Every event, or it does not compile. */
const EVENTS: Readonly<Record<JobEvent, true>> = {
  release: true,
  schedule: true,
  claim: true,
  finish: true,
  fail: true,
  retry: true,
  hand_back: true,
  cancel: true,
  requeue: true,
  defer: true,
};

describe('docs/job-states.md', () => {
  const page = read('docs/job-states.md');

  it('draws exactly the transitions of the code', () => {
    const drawn = [...page.matchAll(/^ +(\w+) --> (\w+): (\w+)$/gm)].map(
      ([, from, to, event]) => `${from} --${event}--> ${to}`,
    );
    const coded = (Object.keys(EVENTS) as JobEvent[]).flatMap((event) =>
      sourcesOf(event).map((from) => `${from} --${event}--> ${transition(from, event)}`),
    );
    expect(drawn.toSorted()).toEqual(coded.toSorted());
    expect(new Set(drawn.flatMap((line) => [line.split(' ')[0], line.split(' ')[2]]))).toEqual(
      new Set(JOB_STATUSES),
    );
  });

  it('explains every event, and which failures are retried', () => {
    expect(firstColumn(page, 'Event')).toEqual(Object.keys(EVENTS));
    const told = Object.fromEntries(tableRows(page, 'Code').map(([name, retried]) => [name, retried]));
    const coded = Object.entries(JOB_ERRORS).map(([name, { retryable }]) => [
      `\`${name}\``,
      retryable ? 'yes' : 'no',
    ]);
    expect(told).toEqual(Object.fromEntries(coded));
  });
});

describe('docs/architecture.md', () => {
  it('has a line for every room', () => {
    const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(firstColumn(read('docs/architecture.md'), 'Room').toSorted()).toEqual(
      rooms.map(({ name }) => name).toSorted(),
    );
  });
});

describe('docs/operations.md', () => {
  const page = read('docs/operations.md');
  const documented = [
    ...tableRows(page, '`context`').map(([, message = '']) => message.replaceAll('`', '')),
    ...firstColumn(page, '`message.event`'),
  ];

  it('lists no event that is not logged', () => {
    expect(documented.length).toBeGreaterThan(30);
    expect(documented.filter((event) => !source.includes(`'${event}'`))).toEqual([]);
  });

  it('lists every event that is logged, but the sentences of the database', () => {
    const calls = /\blogger\??\s*\.(?:log|warn|error)\(\s*(?:\{\s*event: )?'([^']+)'/gi;
    const logged = [...source.matchAll(calls)].map(([, event = '']) => event);
    expect(logged.length).toBeGreaterThan(20);
    expect(logged.filter((event) => !documented.includes(event) && !/embedded database/.test(event))).toEqual(
      [],
    );
  });

  it('can see every event: none is named by a variable', () => {
    expect(source.match(/\blogger\??\s*\.(?:log|warn|error)\(\s*[a-z]\w*/g)).toBeNull();
  });
});

describe.each(pages.map((page) => [relative(ROOT, page), page]))('%s', (_name, path) => {
  const page = readFileSync(path, 'utf8');
  const prose = page.replaceAll(/^```[\s\S]*?^```/gm, '');

  it('links to what is there', () => {
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const local = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !resolves(path, target))).toEqual([]);
  });

  it('names files and constants that are there', () => {
    const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
    const paths = spans.filter((span) => /^(src|test|bench|docs|scripts|web)\/[\w./-]+$/.test(span));
    expect(paths.filter((span) => !existsSync(join(ROOT, span)))).toEqual([]);
    const constants = spans
      .map((span) => span.split('=')[0] ?? '')
      .filter((span) => /^[A-Z]+(_[A-Z]+)+$/.test(span));
    expect(constants.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function textOf(paths: readonly string[]): string {
  return paths.map((path) => readFileSync(path, 'utf8')).join('\n');
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : path === import.meta.filename ? [] : [path];
    });
}

/** The cells of the table whose first heading is this, without its two head lines. */
function tableRows(page: string, heading: string): string[][] {
  const lines = page.split('\n');
  const head = lines.findIndex((line) => line.split('|')[1]?.trim() === heading);
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function firstColumn(page: string, heading: string): string[] {
  return tableRows(page, heading).map(([cell = '']) => cell.replaceAll('`', ''));
}

/** Whether a relative link leads to a file, and to a heading in it if it says so. */
function resolves(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : resolve(dirname(from), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headings(readFileSync(file, 'utf8')).includes(anchor);
}

/** As GitHub makes them. */
function headings(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
