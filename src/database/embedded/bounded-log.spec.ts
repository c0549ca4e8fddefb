import { mkdtempSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoundedLog } from './bounded-log.js';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'steno-log-'));
  file = join(directory, 'server.log');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a bounded log', () => {
  it('is emptied into its predecessor when it is full, and written on from its new start', () => {
    writeFileSync(file, Buffer.alloc(9 * 1024 * 1024, 'x'));
    const log = new BoundedLog(file);
    writeSync(log.descriptor, 'after\n');
    expect(log.readFrom(0)).toBe('after\n');
    expect(statSync(`${file}.1`).size).toBe(9 * 1024 * 1024);
    log.close();
  });

  it('gives back what was written since a moment', () => {
    writeFileSync(file, 'earlier\n');
    const log = new BoundedLog(file);
    const since = log.sizeBytes();
    writeSync(log.descriptor, 'later\n');
    expect(log.readFrom(since)).toBe('later\n');
    log.close();
  });
});
