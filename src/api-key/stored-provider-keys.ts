import { Injectable, Logger } from '@nestjs/common';
import { leadsAstray } from './base-url.js';
import { isApiKeyId } from './domain/provider-key.js';
import type { Secret } from './domain/secret.js';
import { KeySealer, TamperedKeyError } from './key-sealer.js';
import { ApiKeyRepository, type StoredKey } from './ports/api-key-repository.js';
import { type KeyAccess, ProviderKeys } from './ports/provider-keys.js';

const ASTRAY = 'The name in its base_url stands for an address at which clouds serve credentials.';

/** Opens stored keys for the jobs of a worker. */
@Injectable()
export class StoredProviderKeys extends ProviderKeys {
  private readonly logger = new Logger('ApiKeys');

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly sealer: KeySealer,
  ) {
    super();
  }

  async open(id: string): Promise<KeyAccess> {
    const stored = isApiKeyId(id) ? await this.keys.find(id) : null;
    if (!stored) return { type: 'unknown' };
    if (await leadsAstray(stored.baseUrl)) return { type: 'refused', reason: ASTRAY };
    const secret = await this.secretOf(stored);
    if (typeof secret === 'string') return { type: 'locked', reason: secret };
    await this.keys.markUsed(id).catch(() => undefined);
    const { provider, baseUrl, model, responseFormat, maxPartSeconds, maxConcurrency } = stored;
    const settings = { provider, baseUrl, model, responseFormat, maxPartSeconds, maxConcurrency };
    return { type: 'opened', key: { id, ...settings, secret } };
  }

  /** Or why it cannot be had. */
  private async secretOf(stored: StoredKey): Promise<Secret | string> {
    try {
      const secret = await this.sealer.open(stored);
      return (
        secret ??
        'This worker has another SECRET_KEY than the API: give both the same one, and start them again.'
      );
    } catch (error) {
      if (!(error instanceof TamperedKeyError)) throw error;
      this.logger.error('a provider key was tampered with', { apiKeyId: stored.id });
      return 'What the database has of it was changed from outside. Store the key anew.';
    }
  }
}
