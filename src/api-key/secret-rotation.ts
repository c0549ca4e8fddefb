import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { KeySealer } from './key-sealer.js';
import { ApiKeyRepository, type StoredKey } from './ports/api-key-repository.js';

/**
 * Brings the stored keys to the current SECRET_KEY when the API starts: those that SECRET_KEY_PREVIOUS opens are sealed
 * anew. Safe in several processes at once.
 */
@Injectable()
export class SecretRotation implements OnApplicationBootstrap {
  private readonly logger = new Logger('ApiKeys');

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly sealer: KeySealer,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const resealed: string[] = [];
    const locked: string[] = [];
    for (const stored of await this.keys.list()) {
      if (!(await this.sealer.canOpen(stored))) locked.push(stored.id);
      else if (await this.reseal(stored)) resealed.push(stored.id);
    }
    if (resealed.length > 0) this.logger.log('provider keys sealed anew', { apiKeyIds: resealed });
    if (locked.length > 0)
      this.logger.warn('provider keys that SECRET_KEY does not open', { apiKeyIds: locked });
  }

  /** A key that was tampered with stays as it is: the job that wants it says so. */
  private async reseal({ id, sealed, secretVersion, ...stored }: StoredKey): Promise<boolean> {
    const from = { sealed, secretVersion };
    const renewed = await this.sealer.renewed({ id, ...from, ...stored }).catch(() => null);
    return renewed !== null && (await this.keys.reseal(id, from, renewed));
  }
}
