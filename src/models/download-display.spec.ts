import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadDisplay } from './download-display.js';
import type { DownloadProgress } from './model-fetcher.js';

const MEGABYTE = 1_000_000;

function terminal(isTTY: boolean): NodeJS.WriteStream & PassThrough {
  const stream = new PassThrough();
  const methods = { isTTY, columns: 80, cursorTo() {}, clearLine() {}, moveCursor() {} };
  return Object.assign(stream, methods) as unknown as NodeJS.WriteStream & PassThrough;
}

function progress(receivedMegabytes: number, step: DownloadProgress['step'] = 'fetching'): DownloadProgress {
  return {
    modelId: 'tiny',
    step,
    receivedBytes: receivedMegabytes * MEGABYTE,
    totalBytes: 100 * MEGABYTE,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('downloadDisplay', () => {
  it('draws a bar on a terminal and logs nothing', () => {
    const log = vi.fn();
    const screen = terminal(true);
    let shown = '';
    screen.on('data', (chunk) => (shown += String(chunk)));
    const display = downloadDisplay(screen, log);
    display.onProgress(progress(10));
    display.onProgress(progress(50));
    display.onProgress(progress(5, 'unpacking'));
    display.end();
    expect(shown).toContain('fetching tiny');
    expect(shown).toContain('unpacking tiny');
    expect(log).not.toHaveBeenCalled();
  });

  it('ends without having begun', () => {
    for (const isTTY of [true, false]) downloadDisplay(terminal(isTTY), vi.fn()).end();
  });

  it('logs a tenth at a time, no more often than every two seconds', () => {
    const logged: number[] = [];
    const display = downloadDisplay(terminal(false), ({ receivedBytes }) =>
      logged.push(receivedBytes / MEGABYTE),
    );
    for (let megabytes = 1; megabytes <= 100; megabytes += 1) {
      display.onProgress(progress(megabytes));
      vi.advanceTimersByTime(100);
    }
    expect(logged).toEqual([1, 21, 41, 61, 81]);
  });

  it('logs the begin of each step', () => {
    const log = vi.fn();
    const display = downloadDisplay(terminal(false), log);
    display.onProgress(progress(100));
    vi.advanceTimersByTime(2_000);
    display.onProgress(progress(1, 'unpacking'));
    expect(log).toHaveBeenCalledTimes(2);
  });

  it('logs every half minute when little arrives', () => {
    const log = vi.fn();
    const display = downloadDisplay(terminal(false), log);
    for (let tenths = 0; tenths < 100; tenths += 1) {
      display.onProgress(progress(tenths / 10));
      vi.advanceTimersByTime(1_000);
    }
    expect(log).toHaveBeenCalledTimes(4);
  });
});
