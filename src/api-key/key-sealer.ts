import { Injectable } from '@nestjs/common';
import type { ProviderSettings } from './domain/provider-key.js';
import { Secret } from './domain/secret.js';
import type { SealedKey, StoredKey } from './ports/api-key-repository.js';
import { seal, unseal } from './sealed-text.js';
import { type EncryptionKey, SecretKeyring } from './secret-keyring.js';

/** What a sealed key is bound to. */
type Holder = Pick<StoredKey, 'id'> & Pick<ProviderSettings, 'provider' | 'baseUrl'>;

/** What the database has of a key is not what was sealed. */
export class TamperedKeyError extends Error {
  constructor(id: string, cause: unknown) {
    super(`What the database has of the key ${id} was changed from outside.`, { cause });
    this.name = 'TamperedKeyError';
  }
}

/**
 * Seals provider keys with SECRET_KEY. A sealed key opens in its own row alone, with the base URL that it was stored
 * for: whoever can write to the database can neither use it under another id nor have it sent elsewhere.
 */
@Injectable()
export class KeySealer {
  constructor(private readonly keyring: SecretKeyring) {}

  /** Throws `SecretKeyMissingError` without a SECRET_KEY. */
  requireSecret(): void {
    this.keyring.requireSecret();
  }

  async seal(key: string, holder: Holder): Promise<SealedKey> {
    return sealWith(await this.keyring.current(), key, holder);
  }

  async canOpen({ secretVersion }: SealedKey): Promise<boolean> {
    return (await this.keyring.byVersion(secretVersion)) !== null;
  }

  /**
   * Null when it was sealed with a secret that this process does not have. Throws {@link TamperedKeyError} when it was
   * changed from outside.
   */
  async open(stored: StoredKey): Promise<Secret | null> {
    const encryption = await this.keyring.byVersion(stored.secretVersion);
    if (!encryption) return null;
    try {
      return new Secret(unseal(stored.sealed, encryption.key, boundTo(stored, encryption.version)));
    } catch (error) {
      throw new TamperedKeyError(stored.id, error);
    }
  }

  /** The same key under the current SECRET_KEY: null when it is already, or when it does not open. */
  async renewed(stored: StoredKey): Promise<SealedKey | null> {
    const current = await this.keyring.current();
    const key = stored.secretVersion === current.version ? null : await this.open(stored);
    return key && sealWith(current, key.reveal(), stored);
  }
}

function sealWith({ version, key: encryptionKey }: EncryptionKey, key: string, holder: Holder): SealedKey {
  return { sealed: seal(key, encryptionKey, boundTo(holder, version)), secretVersion: version };
}

function boundTo({ id, provider, baseUrl }: Holder, version: number): string {
  return JSON.stringify(['steno provider key', version, id, provider, baseUrl]);
}
