import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { API_KEY_ID, PROVIDERS, type Provider } from '../../domain/provider-key.js';
import { ChangeApiKeyDto, IsKey } from './change-api-key.dto.js';

/** A key to store. */
export class CreateApiKeyDto extends OmitType(ChangeApiKeyDto, ['key']) {
  /**
   * Your name for it: what jobs give as `api_key_id`.
   * @example 'openai-key-1'
   */
  @ApiProperty({ pattern: API_KEY_ID.source })
  @Matches(API_KEY_ID, {
    message: 'api_key_id must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or digit',
  })
  api_key_id!: string;

  /**
   * What the provider speaks: OpenAI's audio API, as OpenAI and many other servers do. The one kind there is.
   * @example 'openai'
   */
  @IsOptional()
  @IsIn(PROVIDERS)
  provider?: Provider;

  /**
   * The provider's key; any text for a server that asks for none. It is encrypted, and never shown again.
   * @example 'sk-4f9a…x4Zq'
   */
  @ApiProperty({ writeOnly: true })
  @IsKey()
  key!: string;
}
