import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line, which any CI can read: `Tests: 12 passed, 0 failed, 1 skipped`. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      Array.from(module.children.allTests(), (test) => test.result().state),
    );
    const count = (state: string): number => states.filter((candidate) => candidate === state).length;
    // A file that could not be loaded has no tests, but is not a success.
    const broken = modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module)).length;
    const failed = count('failed') + broken + unhandledErrors.length;
    console.log(`\nTests: ${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`);
  }
}

function hasFailedTest(module: TestModule): boolean {
  return Array.from(module.children.allTests('failed')).length > 0;
}
