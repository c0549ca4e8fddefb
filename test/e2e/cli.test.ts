import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SHORT_SPEECH, SPEECH } from './support/recordings.js';
import { StenoClient } from './support/steno-client.js';
import { createDataDir, pause, removeDataDir, StenoProcess } from './support/steno-process.js';

const CLI = join(import.meta.dirname, '../../dist/cli/main.js');
const QUEUE = 'transcription_jobs';
const SPOKEN = 'For the twentieth time that evening the two men shook hands.';
const KEY = 'open-sesame-8fd1c2';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the command line', () => {
  let dataDir: string;
  let folder: string;
  let steno: StenoProcess;

  beforeAll(async () => {
    dataDir = await createDataDir();
    const env = {
      ADMIN_KEY: KEY,
      SECRET_KEY: 'a secret for tests',
      AUDIO_ROOTS: join(import.meta.dirname, '../fixtures'),
    };
    steno = await StenoProcess.start(['--local'], dataDir, env);
  });

  afterAll(async () => {
    await steno.stop();
    await removeDataDir(dataDir);
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steno-cli-'));
    return async () => await rm(folder, { recursive: true, force: true });
  });

  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { ...process.env, STENO_URL: steno.url, STENO_KEY: KEY, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const run = async (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> => {
    const child = start(args, env);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  };

  /** The same with something on its standard input. */
  const pipe = async (input: string, args: readonly string[]): Promise<Ended> => {
    const env = { ...process.env, STENO_URL: steno.url, STENO_KEY: KEY };
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env, stdio: 'pipe' });
    child.stdin.end(input);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  };

  /** Its output; throws unless it went well. */
  const ok = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(args);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
    return out;
  };

  const jsonLines = (out: string) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('transcribes a recording', async () => {
    expect(await ok('submit', '--wait', SHORT_SPEECH)).toBe(`${SPOKEN}\n`);
  });

  it('submits without waiting, with all fields, and shows what became of it', async () => {
    const fields = ['--priority', 'high', '--timeout', '60', '--retry-delay', '1,2', '--meta', '{"a":1}'];
    const out = await ok('submit', '--job-id', 'mine', ...fields, '--result-ttl', '-1', SHORT_SPEECH);
    expect(out).toBe('mine\n');
    expect(await ok('submit', '--job-id', 'mine', ...fields, '--result-ttl', '-1', SHORT_SPEECH)).toBe(
      'mine\n',
    );
    await new StenoClient(steno.url, KEY).untilFinished('mine');
    expect(await ok('status', 'mine')).toMatch(/^job +mine\nstatus +finished\n/);
    const [job] = jsonLines(await ok('status', 'mine', '--json'));
    expect(job).toMatchObject({ priority: 'high', timeout: 60, result_ttl: -1, meta: { a: 1 } });
    expect(await ok('transcript', 'mine', '--format', 'srt')).toMatch(/^1\n00:00:00,\d{3} --> /);
    await ok('delete', 'mine');
    expect(await run(['status', 'mine'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/job_not_found/),
    });
  });

  it('looks after the keys of providers, and takes them from its standard input', async () => {
    const settings = [
      '--base-url',
      'http://localhost:9/v1',
      '--model',
      'tiny',
      '--max-concurrency',
      '3',
      '--json',
    ];
    const added = await pipe('sk-cli-123456-x4Zq\n', ['api-key', 'add', 'mine', ...settings]);
    expect(jsonLines(added.out)).toMatchObject([
      { api_key_id: 'mine', model: 'tiny', max_concurrency: 3, key_last_four: 'x4Zq' },
    ]);
    expect(await ok('api-key', 'change', 'mine', '--model', 'small')).toMatch(/mine +x4Zq +small/);
    expect(await run(['api-key', 'change', 'mine'])).toMatchObject({ code: 2, err: /name what to change/ });
    expect((await pipe('sk-cli-654321-9999', ['api-key', 'change', 'mine', '--key'])).out).toMatch(/9999/);
    expect(await ok('api-key', 'list')).toMatch(
      /mine +9999 +small \(verbose_json\) +http:\/\/localhost:9\/v1/,
    );
    expect(await run(['api-key', 'add', 'other'])).toMatchObject({ code: 2, err: /no key was given/ });
    expect(await ok('api-key', 'remove', 'mine')).toBe('mine deleted\n');
    expect(await run(['submit', '--api-key-id', 'mine', SHORT_SPEECH])).toMatchObject({
      code: 1,
      err: /api_key_unknown/,
    });
  });

  it('takes folders and patterns, and writes a file for each recording', async () => {
    await mkdir(join(folder, 'talks/deep'), { recursive: true });
    await copyFile(SHORT_SPEECH, join(folder, 'talks/a.wav'));
    await copyFile(SHORT_SPEECH, join(folder, 'talks/a.oga'));
    await copyFile(SPEECH, join(folder, 'talks/deep/[b].WAV'));
    await writeFile(join(folder, 'talks/notes.md'), 'no recording');
    const first = await run(['submit', '--format', 'vtt', '--output', 'out/', 'talks']);
    expect(first).toMatchObject({ code: 0, err: /^left out 1 file that is no recording: notes\.md\n/ });
    expect((await readdir(join(folder, 'out'), { recursive: true })).toSorted()).toEqual([
      'a.oga.vtt',
      'a.wav.vtt',
      'deep',
      'deep/[b].vtt',
    ]);
    expect(await readFile(join(folder, 'out/deep/[b].vtt'), 'utf8')).toMatch(/^WEBVTT\n/);
    const again = await run(['submit', '-f', 'vtt', '-o', 'out', 'talks']);
    expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/is there already/) });
    await ok('submit', '-f', 'vtt', '-o', 'out', '--force', 'talks/*.wav');
    expect(await readdir(join(folder, 'out/talks'))).toEqual(['a.vtt']);
  });

  it('makes a folder for what a folder or a pattern finds, be it one recording', async () => {
    await mkdir(join(folder, 'talks'));
    await copyFile(SHORT_SPEECH, join(folder, 'talks/a.wav'));
    expect((await run(['submit', '-o', 'out', 'talks'])).err).toBe('a.wav → out/a.txt\n');
    expect((await run(['submit', '-o', 'found', 'talks/*'])).err).toBe('talks/a.wav → found/talks/a.txt\n');
    expect((await run(['submit', '-o', 'one.srt', 'talks'])).err).toBe('a.wav → one.srt\n');
    expect((await run(['submit', '-o', 'one', 'talks/a.wav'])).err).toBe('a.wav → one\n');
  });

  it('names the files of a folder that it leaves out when they are few, or when it is asked to', async () => {
    await mkdir(join(folder, 'talks'));
    for (const name of 'abcdef') await writeFile(join(folder, `talks/${name}.md`), 'no recording');
    await writeFile(join(folder, 'talks/.hidden'), '');
    expect(await run(['submit', 'talks'])).toMatchObject({
      code: 2,
      err: 'steno: no recording at talks: 6 files that are no recordings\n',
    });
    await copyFile(SHORT_SPEECH, join(folder, 'talks/g.wav'));
    await copyFile(SHORT_SPEECH, join(folder, 'talks/f.md'));
    expect((await run(['submit', 'talks'])).err).toBe(
      'left out 6 files that are no recordings (-v names them)\n',
    );
    expect((await run(['submit', '-v', 'talks', 'talks/f.md'])).err).toMatch(
      /^left out 5 files that are no recordings: a\.md, b\.md, c\.md, d\.md, e\.md\n/,
    );
  });

  it('takes the format from the name of the file, unless it is told otherwise', async () => {
    const file = join(folder, 'talk.srt');
    await ok('submit', '--job-id', 'named', '-o', file, SHORT_SPEECH);
    expect(await readFile(file, 'utf8')).toMatch(/^1\n00:00:00,\d{3} --> /);
    await ok('transcript', 'named', '--force', '-o', file, '--format', 'vtt');
    expect(await readFile(file, 'utf8')).toMatch(/^WEBVTT\n/);
    await ok('transcript', 'named', '-o', join(folder, 'talk.tsv'));
    expect(await readFile(join(folder, 'talk.tsv'), 'utf8')).toMatch(/^start\tend\ttext\n/);
    const ofTwo = await run(['submit', '-o', 'both.srt', SHORT_SPEECH, SPEECH]);
    expect(ofTwo).toMatchObject({ code: 2, err: /one file, and these are 2/ });
  });

  it.each([
    [['--format', 'srt'], /--format goes with --wait or -o/],
    [['--format', 'srt', '--wait', '--json'], /--format goes with -o here/],
    [['--force'], /--force goes with -o/],
    [['--skip-existing'], /--skip-existing goes with -o/],
  ])('refuses %j, which would change nothing', async (options, message) => {
    expect(await run(['submit', ...options, SHORT_SPEECH])).toMatchObject({ code: 2, out: '', err: message });
  });

  it('does what is new in a folder, and leaves out what has its file', async () => {
    await mkdir(join(folder, 'talks'));
    await copyFile(SHORT_SPEECH, join(folder, 'talks/a.wav'));
    const again = ['submit', '--skip-existing', '-f', 'srt', '-o', 'out/', 'talks'];
    expect(await run(again)).toMatchObject({ code: 0, err: 'a.wav → out/a.srt\n' });
    await writeFile(join(folder, 'out/a.srt'), 'corrected by hand');
    await copyFile(SHORT_SPEECH, join(folder, 'talks/b.wav'));
    expect(await run(again)).toMatchObject({
      code: 0,
      err: 'left out 1 recording with a transcript already there\nb.wav → out/b.srt\n',
    });
    expect(await run(again)).toEqual({
      code: 0,
      out: '',
      err: 'left out 2 recordings with a transcript already there\n',
    });
    expect(await readFile(join(folder, 'out/a.srt'), 'utf8')).toBe('corrected by hand');
    expect(await run([...again, '--force'])).toMatchObject({ code: 2 });
  });

  it('goes on when one recording is bad, and says so', async () => {
    await writeFile(join(folder, 'bad\u001b[31m.mp3'), 'this is no sound');
    const { code, out, err } = await run(['submit', '--wait', 'bad\u001b[31m.mp3', SHORT_SPEECH]);
    expect({ code, out }).toEqual({ code: 1, out: `==> ${basename(SHORT_SPEECH)} <==\n${SPOKEN}\n` });
    expect(err).toMatch(/^bad.*mp3: failed, unsupported_media: /);
    const failures = await ok('info', '--only-failures');
    expect(failures).toMatch(/unsupported_media/);
    // oxlint-disable-next-line no-control-regex
    expect(failures).not.toMatch(/\u001b/);
  });

  it('goes on when a transcript cannot be written, and says how to have it', async () => {
    await mkdir(join(folder, 'talks/deep'), { recursive: true });
    await copyFile(SHORT_SPEECH, join(folder, 'talks/a.wav'));
    await copyFile(SHORT_SPEECH, join(folder, 'talks/deep/b.wav'));
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'out/deep'), 'no folder');
    const { code, err } = await run(['submit', '-o', 'out', 'talks']);
    expect(code).toBe(1);
    expect(err).toMatch(/^a\.wav → out\/a\.txt$/m);
    const id = /^out\/deep\/b\.txt cannot be written: E\w+: .* \("steno transcript (\S+)" has it\)$/m.exec(
      err,
    )?.[1];
    expect(err).toMatch(/^steno: 1 of 2 did not work out$/m);
    expect(await ok('transcript', id ?? '')).toBe(`${SPOKEN}\n`);
  });

  it('transcribes what lies on the server', async () => {
    expect(await ok('submit', '--wait', '--on-server', SHORT_SPEECH)).toBe(`${SPOKEN}\n`);
    expect(await run(['submit', '--on-server', '/etc/hostname'])).toMatchObject({ code: 1, out: '' });
  });

  it('lists page by page', async () => {
    const all = jsonLines(await ok('list', '--all', '--json'));
    expect(jsonLines(await ok('list', '--limit', '2', '--json'))).toEqual(all.slice(0, 2));
    expect((await ok('list', '--status', 'failed')).split('\n')[0]).toMatch(/^JOB +STATUS +PRIORITY/);
  });

  it('pauses, resumes and empties a queue, and requeues what failed', async () => {
    expect(await ok('pause', QUEUE)).toMatch(/is paused/);
    const ids = (await ok('submit', SHORT_SPEECH, SPEECH)).trim().split('\n');
    expect(ids).toHaveLength(2);
    expect(await ok('info', QUEUE)).toMatch(/^transcription_jobs +2 .* paused$/m);
    const first = ids[0]?.split(' ')[0] ?? '';
    await ok('cancel', first);
    await ok('requeue', first);
    expect(await run(['empty', QUEUE])).toMatchObject({ code: 2, err: expect.stringMatching(/--yes/) });
    expect(await ok('empty', '--yes', QUEUE)).toBe(`${QUEUE}: 2 canceled\n`);
    expect(await ok('requeue', '--all', '--queue', QUEUE)).toBe(`${QUEUE}: 1 queued again\n`);
    expect(await ok('resume', QUEUE)).toMatch(/goes on/);
  });

  it('tells when a job will start, and what it waits for', async () => {
    await ok('pause', QUEUE);
    await ok('submit', '--job-id', 'part', SHORT_SPEECH);
    await ok('submit', '--job-id', 'whole', '--depends-on', 'part', SHORT_SPEECH);
    await ok('submit', '--job-id', 'later', '--delay', '3600', SHORT_SPEECH);
    expect(await ok('status', 'whole')).toMatch(/^waits for +part \(queued\)$/m);
    expect(await ok('status', 'later')).toMatch(/^starts +20\S+Z, in (59 min|1 h)/m);
    expect(await ok('list', '--status', 'deferred')).toMatch(/^whole .*waits for part$/m);
    expect(await ok('list', '--status', 'scheduled')).toMatch(/^later .*starts 20\S+Z$/m);
    expect(await ok('info', QUEUE)).toMatch(/"steno list --status scheduled" tells when/);
    await ok('cancel', 'later', 'part');
    await ok('resume', QUEUE);
  });

  it('holds all queues at once, and waits for jobs', async () => {
    const all = ['_high', '', '_low'].map((suffix) => QUEUE + suffix);
    expect(jsonLines(await ok('pause', '--all', '--json'))).toMatchObject(
      all.map((queue_name) => ({ queue_name, paused: true })),
    );
    await writeFile(join(folder, 'bad.mp3'), 'this is no sound');
    await ok('submit', '--job-id', 'good', SHORT_SPEECH);
    await ok('submit', '--job-id', 'bad', 'bad.mp3');
    expect(await ok('empty', '--yes', ...all.slice(0, 1))).toBe(`${QUEUE}_high: 0 canceled\n`);
    const waiting = run(['wait', 'good', 'bad']);
    await ok('resume', '--all');
    expect(await waiting).toMatchObject({
      code: 1,
      out: 'good finished\n',
      err: expect.stringMatching(/unsupported_media[^]*1 of 2 did not finish/) as string,
    });
    expect(await ok('wait', 'good', 'good')).toBe('good finished\n');
  });

  it('tells of the other jobs when one is not there', async () => {
    const { code, out, err } = await run(['status', 'nowhere', 'good']);
    expect({ code, out, err }).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^job +good\n/) as string,
      err: expect.stringMatching(/^nowhere: .*job_not_found/) as string,
    });
  });

  it('says that there are more than it shows', async () => {
    const { out, err } = await run(['list', '--limit', '1']);
    expect([out.trim().split('\n').length, err]).toEqual([2, expect.stringMatching(/--all/)]);
    expect((await run(['list', '--all'])).err).toBe('');
  });

  it('shows the workers', async () => {
    expect(jsonLines(await ok('workers', '--json'))).toMatchObject([
      { state: expect.stringMatching(/idle|busy/), pid: steno.pid, queues: expect.arrayContaining([QUEUE]) },
    ]);
    const info = await ok('info');
    expect(info).toMatch(/^3 queues, \d+ jobs? queued, \d+ started\n\nWORKER +STATE/m);
    expect(info).toMatch(/^1 worker, [01] busy$/m);
  });

  it('looks after lexicons, and applies one to a recording', async () => {
    const file = join(folder, 'terms.csv');
    await writeFile(file, 'term,sounds_like\nShook-Hansen,shook hands\nDigium\n');
    expect(await ok('lexicon', 'create', 'names', file)).toBe('names version 1, 2 terms\n');
    const taken = await run(['lexicon', 'create', 'names', file]);
    expect(taken).toMatchObject({ code: 1, out: '', err: /"steno lexicon import" gives it a new version/ });
    const listed = await pipe('["Digium", { "term": "Asterisk" }]', ['lexicon', 'create', 'listed', '-']);
    expect(listed).toMatchObject({ code: 0, out: 'listed version 1, 2 terms\n' });
    await ok('lexicon', 'delete', '--yes', 'listed');
    const unnamed = await pipe('name\nDigium\n', ['lexicon', 'create', 'other', '-']);
    expect(unnamed).toMatchObject({ code: 1, err: /^ {2}the first line must name the columns/m });
    const exported = await ok('lexicon', 'export', 'names');
    expect(exported).toContain('Shook-Hansen,shook hands,1,exact,true\n');
    const over = await run(['lexicon', 'export', 'names', '-o', file]);
    expect(over).toMatchObject({ code: 2, err: expect.stringMatching(/is there already/) });
    await ok('lexicon', 'export', 'names', '-o', file, '--force');
    expect(await readFile(file, 'utf8')).toBe(exported);
    await writeFile(file, 'term,sounds_like\nShook-Hansen,shook hands\n');
    expect(await ok('lexicon', 'import', 'names', file)).toBe('names version 2, 1 term\n');
    expect(await ok('lexicon', 'preview', 'names@1', 'Call', 'Didgeum')).toBe('Call Digium\n');
    expect(jsonLines(await ok('lexicon', 'list', '--json'))).toMatchObject([
      { lexicon_id: 'names', version: 2 },
    ]);
    expect(await ok('submit', '--wait', '--lexicon', 'names', SHORT_SPEECH)).toContain('Shook-Hansen');
    expect(await ok('lexicon', 'delete', '--yes', 'names')).toBe('names is deleted\n');
    expect(await ok('lexicon', 'list')).toContain('no lexicons');
  });

  it('leaves its jobs alone when it is interrupted', async () => {
    await ok('pause', QUEUE);
    const child = start(['submit', '--wait', '--job-id', 'left', SHORT_SPEECH]);
    const client = new StenoClient(steno.url, KEY);
    while ((await client.request('/v1/jobs/left')).status !== 200) await pause(20);
    const said = text(child.stderr);
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    expect(await said).toMatch(/What was submitted goes on/);
    await ok('resume', QUEUE);
    await client.untilFinished('left');
  });

  it('says in which folder it looks for models, and why there', async () => {
    const nowhere = join(folder, 'nowhere');
    const missing = `${nowhere} (DATA_DIR from the environment; there is no such folder)`;
    const listed = await run(['models', 'list'], { DATA_DIR: nowhere });
    expect(listed).toMatchObject({ code: 0, err: `looked in ${missing}\n` });
    expect(await run(['models', 'verify'], { DATA_DIR: nowhere })).toMatchObject({
      code: 1,
      err: `steno: no model is installed in ${missing}\n`,
    });
    await writeFile(join(folder, '.env'), 'DATA_DIR=.\n');
    expect((await run(['models', 'list'])).err).toMatch(/\(DATA_DIR from \.env of this folder\)/);
    const one = await run(['models', 'verify', 'moonshine-tiny-en'], { DATA_DIR: nowhere });
    expect(one).toMatchObject({ code: 1, err: /is not installed[^]*Looked in .*nowhere/ });
  });

  it('tells by its exit code what went wrong', async () => {
    expect(await run(['frobnicate'])).toMatchObject({ code: 2 });
    expect(await run(['submit'])).toMatchObject({ code: 2 });
    for (const command of ['pause', 'resume', 'empty', 'requeue']) {
      const unnamed = await run([command]);
      expect(unnamed).toMatchObject({ code: 2, err: expect.stringMatching(/--all/) as string });
    }
    expect(await run(['pause', '--all', QUEUE])).toMatchObject({ code: 2 });
    expect(await run(['submit', '--priority', 'urgent', SHORT_SPEECH])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^ {2}priority must be one of/m),
    });
    expect(await run(['submit', 'nothing/*.wav'])).toMatchObject({ code: 2 });
    expect(await run(['list'], { STENO_URL: 'http://127.0.0.1:1' })).toMatchObject({
      code: 3,
      err: expect.stringMatching(/Is it running\?/),
    });
    const locked = await run(['list'], { STENO_KEY: 'guessed' });
    expect(locked).toMatchObject({ code: 1, err: /is not known.*STENO_KEY/ });
    expect((await run(['list'], { STENO_KEY: '' })).err).toMatch(/No API key was given.*STENO_KEY/);
    expect(locked.err).not.toContain('guessed');
    expect(await run(['list'], { STENO_KEY: 'schlüssel-€' })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^steno: STENO_KEY cannot be the key/),
    });
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringMatching(/Exit codes/) });
  });
});
