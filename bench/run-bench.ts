import { once } from 'node:events';

/** Hands a resource to the benchmark's end: it is disposed of whatever happens, last one first. */
export type Own = <T extends AsyncDisposable>(resource: T) => T;

/** Runs a benchmark and ends the process: 0 when it passed, 1 when it did not or broke or was interrupted. */
export async function runBench(bench: (own: Own) => Promise<boolean>): Promise<never> {
  const owned: AsyncDisposable[] = [];
  const own: Own = (resource) => {
    owned.unshift(resource);
    return resource;
  };
  let passed = false;
  try {
    passed = await Promise.race([bench(own), interruption('SIGINT'), interruption('SIGTERM')]);
  } catch (error) {
    console.error(error instanceof Error ? error.stack : error);
  }
  for (const resource of owned) await resource[Symbol.asyncDispose]();
  process.exit(passed ? 0 : 1);
}

async function interruption(signal: 'SIGINT' | 'SIGTERM'): Promise<never> {
  await once(process, signal);
  throw new Error(`interrupted by ${signal}`);
}
