import { defineConfig } from 'vitest/config';

/**
 * Three speeds, one after the other: `unit` beside the source, `medium` against real partners, `e2e` against the
 * built program.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,bench}/**/*.spec.ts'],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'medium',
          setupFiles: ['test/support/quiet-logs.ts'],
          sequence: { groupOrder: 1 },
          include: ['test/{medium,conformance}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          setupFiles: ['test/e2e/support/tell-on-failure.ts'],
          sequence: { groupOrder: 2 },
          include: ['test/{e2e,chaos}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
