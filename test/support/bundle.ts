import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'vite';

export interface Bundle {
  /** An ES module that plain `node` runs. */
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Compiles a TypeScript entry with all that it imports from this repository, so that a test can run it in a process
 * of its own, and kill that. It lies inside the repository because packages are still looked up from there.
 */
export async function bundleForNode(entry: string): Promise<Bundle> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'steno-test-'));
  const name = `${basename(entry, '.ts')}.mjs`;
  await build({
    configFile: false,
    logLevel: 'silent',
    build: { ssr: entry, outDir, target: 'node20', rolldownOptions: { output: { entryFileNames: name } } },
  });
  return { file: join(outDir, name), remove: () => rm(outDir, { recursive: true, force: true }) };
}
