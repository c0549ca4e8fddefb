import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The service and the raw engine read the same files; they are fetched once, by the service. */
export const MODELS_DIR = join(import.meta.dirname, '../node_modules/.cache/steno/models');

/** A new `DATA_DIR` with the models in it, which is gone at the end. */
export class DataDir implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async create(): Promise<DataDir> {
    const path = await mkdtemp(join(tmpdir(), 'steno-bench-'));
    // As root, the embedded PostgreSQL runs as another user, which has to get to its folder.
    await chmod(path, 0o755);
    await mkdir(MODELS_DIR, { recursive: true });
    await symlink(MODELS_DIR, join(path, 'models'));
    return new DataDir(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
