import type { ProviderKey, ProviderSettings } from '../domain/provider-key.js';

/** An encrypted key, and which SECRET_KEY encrypted it. */
export interface SealedKey {
  readonly sealed: Buffer;
  readonly secretVersion: number;
}

/** A key as the database has it: the secret is in it, sealed. */
export interface StoredKey extends ProviderKey, SealedKey {}

export type NewStoredKey = ProviderSettings & SealedKey & Pick<ProviderKey, 'id' | 'lastFour'>;

/** Of a change: what is undefined stays as it is. */
export type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What a change may replace. A sealed key and the base URL that it is bound to change together. */
export type StoredKeyChanges = Changes<Omit<NewStoredKey, 'id' | 'provider'>>;

export abstract class ApiKeyRepository {
  /** False when the id is taken. */
  abstract create(key: NewStoredKey): Promise<boolean>;

  abstract find(id: string): Promise<StoredKey | null>;

  /** By id. */
  abstract list(): Promise<StoredKey[]>;

  /** Null when there is no such key. */
  abstract update(id: string, changes: StoredKeyChanges): Promise<StoredKey | null>;

  /** Replaces a sealed key by the same one under another secret, unless it was changed meanwhile: then false. */
  abstract reseal(id: string, from: SealedKey, to: SealedKey): Promise<boolean>;

  /** Notes that the key is used. Writes at most once a minute. */
  abstract markUsed(id: string): Promise<void>;

  /** False when there is no such key. */
  abstract delete(id: string): Promise<boolean>;
}
