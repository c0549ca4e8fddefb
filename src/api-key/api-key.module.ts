import { Module } from '@nestjs/common';
import { ApiKeyService } from './api-key.service.js';
import { KeySealer } from './key-sealer.js';
import { PostgresApiKeyRepository } from './persistence/postgres-api-key.repository.js';
import { PostgresSecretVersionRepository } from './persistence/postgres-secret-version.repository.js';
import { ApiKeyRepository } from './ports/api-key-repository.js';
import { ProviderKeys } from './ports/provider-keys.js';
import { SecretVersionRepository } from './ports/secret-version-repository.js';
import { SecretKeyring } from './secret-keyring.js';
import { StoredProviderKeys } from './stored-provider-keys.js';

/** The keys of providers: kept for the API, opened for workers. */
@Module({
  providers: [
    { provide: ApiKeyRepository, useClass: PostgresApiKeyRepository },
    { provide: SecretVersionRepository, useClass: PostgresSecretVersionRepository },
    { provide: ProviderKeys, useClass: StoredProviderKeys },
    SecretKeyring,
    KeySealer,
    ApiKeyService,
  ],
  exports: [ApiKeyService, ProviderKeys, ApiKeyRepository, KeySealer],
})
export class ApiKeyModule {}
