import { afterEach } from 'vitest';
import { StenoProcess } from './steno-process.js';

/** Enough to see what became of the jobs of one test. */
const LAST_EVENTS = 60;

/** What the services said goes under a test that failed: without it a rare failure teaches nothing. */
afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const { pid, events, stderr } of StenoProcess.started) {
    const lines = events.slice(-LAST_EVENTS).map((event) => JSON.stringify(event));
    console.error([`--- process ${pid} said last:`, ...lines, stderr].join('\n'));
  }
});
