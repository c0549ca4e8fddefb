import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { ApiKeyService } from '../api-key.service.js';
import { ApiKeyDto, ApiKeyListDto, toApiKeyDto } from './dto/api-key.dto.js';
import { ChangeApiKeyDto } from './dto/change-api-key.dto.js';
import { CreateApiKeyDto } from './dto/create-api-key.dto.js';
import { toApiKeyChanges, toNewApiKey } from './to-api-key.js';

function ApiKeyId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The `api_key_id`.',
    schema: { type: 'string', example: 'openai-key-1' },
  });
}

const LOCATION = {
  Location: {
    description: 'Path of the key.',
    schema: { type: 'string', example: '/v1/api-keys/openai-key-1' },
  },
} as const;

@ApiTags('provider keys')
@ApiBearerAuth()
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeyService) {}

  /** Store the key of a provider. Jobs that name it run there instead of on the local engine. */
  @Post()
  @RequireScope('api-keys:write')
  @ApiCreatedResponse({ type: ApiKeyDto, description: 'It is stored.', headers: LOCATION })
  @ApiProblems(409, 422, 501)
  async create(
    @Body() dto: CreateApiKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKeyDto> {
    const key = await this.keys.create(toNewApiKey(dto));
    void reply.header('location', `/v1/api-keys/${key.id}`);
    return toApiKeyDto(key);
  }

  /** List the stored keys. No key itself is shown. */
  @Get()
  @RequireScope('api-keys:read')
  @ApiOkResponse({ type: ApiKeyListDto, description: 'All keys.' })
  @ApiProblems()
  async list(): Promise<ApiKeyListDto> {
    return { api_keys: (await this.keys.list()).map(toApiKeyDto) };
  }

  /** Look at one stored key. */
  @Get(':id')
  @RequireScope('api-keys:read')
  @ApiKeyId()
  @ApiOkResponse({ type: ApiKeyDto, description: 'The key.' })
  @ApiProblems(404)
  async get(@Param('id') id: string): Promise<ApiKeyDto> {
    return toApiKeyDto(await this.keys.get(id));
  }

  /** Change a stored key. A job that waits takes what is new, but for the model, which it keeps. */
  @Patch(':id')
  @RequireScope('api-keys:write')
  @ApiKeyId()
  @ApiOkResponse({ type: ApiKeyDto, description: 'The key, changed.' })
  @ApiProblems(404, 422, 501)
  async change(@Param('id') id: string, @Body() dto: ChangeApiKeyDto): Promise<ApiKeyDto> {
    return toApiKeyDto(await this.keys.update(id, toApiKeyChanges(dto)));
  }

  /** Delete a stored key. Jobs that wait to run with it fail. */
  @Delete(':id')
  @HttpCode(204)
  @RequireScope('api-keys:write')
  @ApiKeyId()
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(404)
  async delete(@Param('id') id: string): Promise<void> {
    await this.keys.delete(id);
  }
}
