import { describe, expect, it } from 'vitest';
import { hasRedisServer } from '../support/redis-server.js';
import { BACKENDS } from './cluster.js';
import { report } from './report.js';
import { runChaos } from './run.js';
import { FINDINGS } from './verdict.js';

/** Any will do; one that stays lets a failure come again. */
const SEED = 3;
/** In which each kind of fault happens once; a slow machine takes longer. */
const SECONDS = 40;

/** Of a test that hangs. How long anything takes is no part of the verdict. */
const TIMEOUT_MS = 30 * 60_000;

const backends = BACKENDS.filter((backend) => backend !== 'redis' || hasRedisServer('the chaos on Redis'));

/** The short form of `npm run test:chaos`. */
describe('a service in which everything breaks', () => {
  it.each(backends)(
    'loses no job, does none twice and leaves nothing behind, with the queue in %s',
    async (backend) => {
      const lines: string[] = [];
      const result = await runChaos({
        backend,
        seed: SEED,
        seconds: SECONDS,
        log: (line) => void lines.push(line),
      }).finally(() => console.log(lines.join('\n')));
      console.log(report(result));
      const found = FINDINGS.flatMap((kind) => result[kind].map((finding) => `${kind}: ${finding}`));
      expect(found).toEqual([]);
      expect(result.untried).toEqual([]);
      expect(result.accepted).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
