import { StenoClient } from './steno-client.js';
import { createDataDir, removeDataDir, StenoProcess } from './steno-process.js';

/** What `npm start` runs, on a data folder that nobody else has. */
export class LocalService {
  readonly client: StenoClient;

  private constructor(
    private readonly steno: StenoProcess,
    private readonly dataDir: string,
  ) {
    this.client = new StenoClient(steno.url);
  }

  /** Resolves when it is ready. */
  static async start(): Promise<LocalService> {
    const dataDir = await createDataDir();
    return new LocalService(await StenoProcess.start(['--local'], dataDir), dataDir);
  }

  async stop(): Promise<void> {
    await this.steno.stop();
    await removeDataDir(this.dataDir);
  }
}
