import { Injectable, Logger } from '@nestjs/common';
import {
  ApiKeyIdTakenError,
  ApiKeyNotFoundError,
  ApiKeyUnknownError,
  KeyRequiredError,
  SecretKeyChangedError,
} from './api-key.errors.js';
import { normalBaseUrl } from './base-url.js';
import {
  DEFAULT_BASE_URL,
  DEFAULT_MAX_CONCURRENCY,
  DEFAULT_MODEL,
  defaultMaxPartSeconds,
  defaultResponseFormat,
  isApiKeyId,
  lastFourOf,
  type ProviderKey,
  type ProviderSettings,
} from './domain/provider-key.js';
import { KeySealer } from './key-sealer.js';
import { ApiKeyRepository, type Changes, type StoredKey } from './ports/api-key-repository.js';

/** What a client gives of a new key; the rest has defaults. */
export interface NewApiKey extends Changes<ProviderSettings> {
  readonly id: string;
  readonly key: string;
}

export interface ApiKeyChanges extends Changes<Omit<ProviderSettings, 'provider'>> {
  readonly key?: string | undefined;
}

/** The stored keys of providers. What it returns can be shown to anybody: no key is in it. */
@Injectable()
export class ApiKeyService {
  private readonly logger = new Logger('ApiKeys');

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly sealer: KeySealer,
  ) {}

  /** Throws `SecretKeyMissingError` and {@link ApiKeyIdTakenError}. */
  async create({ id, key, ...given }: NewApiKey): Promise<ProviderKey> {
    const settings = withDefaults(given);
    const sealed = await this.sealer.seal(key, { id, ...settings });
    if (!(await this.keys.create({ id, ...settings, ...sealed, lastFour: lastFourOf(key) }))) {
      throw new ApiKeyIdTakenError(id);
    }
    this.logger.log('provider key stored', { apiKeyId: id, baseUrl: settings.baseUrl });
    return await this.get(id);
  }

  async list(): Promise<ProviderKey[]> {
    return await this.keys.list();
  }

  /** Throws {@link ApiKeyNotFoundError}, as all that takes an id. */
  async get(id: string): Promise<ProviderKey> {
    return await this.stored(id);
  }

  /** Throws {@link KeyRequiredError} for another base URL without a key. */
  async update(id: string, { key, baseUrl: url, ...changes }: ApiKeyChanges): Promise<ProviderKey> {
    const stored = await this.stored(id);
    const baseUrl = url === undefined ? stored.baseUrl : normalBaseUrl(url);
    if (baseUrl !== stored.baseUrl && key === undefined) throw new KeyRequiredError();
    const secret = key !== undefined && {
      ...(await this.sealer.seal(key, { ...stored, baseUrl })),
      baseUrl,
      lastFour: lastFourOf(key),
    };
    const updated = await this.keys.update(id, { ...changes, ...secret });
    if (!updated) throw new ApiKeyNotFoundError(id);
    this.logger.log('provider key changed', { apiKeyId: id, baseUrl });
    return updated;
  }

  /** Jobs that wait to run with it fail then. */
  async delete(id: string): Promise<void> {
    if (!isApiKeyId(id) || !(await this.keys.delete(id))) throw new ApiKeyNotFoundError(id);
    this.logger.log('provider key deleted', { apiKeyId: id });
  }

  /**
   * What a job with this key runs on. Throws what keeps it from running: `SecretKeyMissingError`,
   * {@link ApiKeyUnknownError}, {@link SecretKeyChangedError}.
   */
  async admit(id: string): Promise<Pick<ProviderSettings, 'model'>> {
    this.sealer.requireSecret();
    const stored = isApiKeyId(id) ? await this.keys.find(id) : null;
    if (!stored) throw new ApiKeyUnknownError(id);
    if (!(await this.sealer.canOpen(stored))) throw new SecretKeyChangedError(id);
    return stored;
  }

  private async stored(id: string): Promise<StoredKey> {
    const stored = isApiKeyId(id) ? await this.keys.find(id) : null;
    if (!stored) throw new ApiKeyNotFoundError(id);
    return stored;
  }
}

function withDefaults(given: Changes<ProviderSettings>): ProviderSettings {
  const model = given.model ?? DEFAULT_MODEL;
  const responseFormat = given.responseFormat ?? defaultResponseFormat(model);
  return {
    provider: given.provider ?? 'openai',
    baseUrl: normalBaseUrl(given.baseUrl ?? DEFAULT_BASE_URL),
    model,
    responseFormat,
    maxPartSeconds: given.maxPartSeconds ?? defaultMaxPartSeconds(responseFormat),
    maxConcurrency: given.maxConcurrency ?? DEFAULT_MAX_CONCURRENCY,
  };
}
