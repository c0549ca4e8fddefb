import type { ApiKeyChanges, NewApiKey } from '../api-key.service.js';
import type { ChangeApiKeyDto } from './dto/change-api-key.dto.js';
import type { CreateApiKeyDto } from './dto/create-api-key.dto.js';

export function toNewApiKey(dto: CreateApiKeyDto): NewApiKey {
  return { id: dto.api_key_id, provider: dto.provider, key: dto.key, ...settingsOf(dto) };
}

export function toApiKeyChanges(dto: ChangeApiKeyDto): ApiKeyChanges {
  return { key: dto.key, ...settingsOf(dto) };
}

function settingsOf(dto: Omit<ChangeApiKeyDto, 'key'>) {
  return {
    baseUrl: dto.base_url,
    model: dto.model,
    responseFormat: dto.response_format,
    maxPartSeconds: dto.max_part_seconds,
    maxConcurrency: dto.max_concurrency,
  };
}
