import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { AppConfig } from '../config/app-config.js';

/** What the store of recordings says of itself. */
export interface StoreMark {
  /** The id that its database has, too. */
  readonly id: string;
}

/** `DATA_DIR/audio/.store`: whose recordings these are. Where it is missing, there is no store, or its disk is not mounted. */
export class StoreMarker {
  private readonly path: string;

  constructor({ dataDir }: Pick<AppConfig, 'dataDir'>) {
    this.path = join(dataDir, 'audio', '.store');
  }

  /** Null when it is not there. */
  async read(): Promise<StoreMark | null> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8')) as StoreMark;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** The whole of it or nothing, whoever reads or writes it at the same time. */
  async write(mark: StoreMark): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeFileAtomic(this.path, `${JSON.stringify(mark)}\n`);
  }
}
