import type { ProviderSettings } from '../domain/provider-key.js';
import type { Secret } from '../domain/secret.js';

/** A key that can be used. */
export interface OpenedKey extends ProviderSettings {
  readonly id: string;
  readonly secret: Secret;
}

export type KeyAccess =
  | { readonly type: 'opened'; readonly key: OpenedKey }
  /** There is no such key, or none any more. */
  | { readonly type: 'unknown' }
  /** It is there, and this process cannot open it; `reason` says what to do. */
  | { readonly type: 'locked'; readonly reason: string }
  /** It may not be used as it is; `reason` says why. */
  | { readonly type: 'refused'; readonly reason: string };

/** What runs jobs on a provider gets the stored keys from here. */
export abstract class ProviderKeys {
  /** Notes the use. */
  abstract open(id: string): Promise<KeyAccess>;
}
