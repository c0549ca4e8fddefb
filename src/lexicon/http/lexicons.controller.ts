import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { LexiconService } from '../lexicon.service.js';
import { CreateLexiconDto } from './dto/lexicon-content.dto.js';
import { LexiconDto, LexiconListDto } from './dto/lexicon.dto.js';
import { ListLexiconsQuery } from './dto/lexicon.query.js';
import { ApiLexiconId, ApiWrittenLexicon, LEXICON_CONTENT } from './lexicon-documentation.js';
import { readLexicon, readLexiconId, readNamedLexicon } from './read-lexicon.js';
import { toLexiconDto } from './to-lexicon.dto.js';

@ApiTags('lexicons')
@ApiBearerAuth()
@Controller('v1/lexicons')
export class LexiconsController {
  constructor(private readonly lexicons: LexiconService) {}

  /** List lexicons, by id. */
  @Get()
  @RequireScope('lexicons:read')
  @ApiOkResponse({ type: LexiconListDto, description: 'A page of lexicons.' })
  @ApiProblems(422)
  async list(@Query() query: ListLexiconsQuery): Promise<LexiconListDto> {
    const { lexicons, nextCursor } = await this.lexicons.list(query);
    return { lexicons: lexicons.map(toLexiconDto), next_cursor: nextCursor };
  }

  /** Create a lexicon. */
  @Post()
  @RequireScope('lexicons:write')
  @ApiBody({ type: CreateLexiconDto })
  @ApiCreatedResponse({ type: LexiconDto, description: 'The version that was written.' })
  @ApiProblems(409, 413, 415, 422)
  async create(@Body() body: unknown): Promise<LexiconDto> {
    const { id, content } = readNamedLexicon(body);
    return toLexiconDto(await this.lexicons.create(id, content));
  }

  /** Look at one lexicon. */
  @Get(':id')
  @RequireScope('lexicons:read')
  @ApiLexiconId()
  @ApiOkResponse({ type: LexiconDto, description: 'The newest version, or the one named.' })
  @ApiProblems(404)
  async get(@Param('id') id: string): Promise<LexiconDto> {
    return toLexiconDto(await this.lexicons.get(id));
  }

  /**
   * Write a new version of a lexicon, or create it; with `If-None-Match: *` only that. Jobs that were submitted before keep
   * their version.
   */
  @Put(':id')
  @RequireScope('lexicons:write')
  @ApiOperation({ requestBody: LEXICON_CONTENT })
  @ApiLexiconId()
  @ApiWrittenLexicon()
  @ApiProblems(409, 413, 415, 422)
  async replace(
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('If-None-Match') ifNoneMatch?: string,
  ): Promise<LexiconDto> {
    const onlyNew = ifNoneMatch === '*';
    const written = await this.lexicons.put(readLexiconId(id, 'id'), readLexicon(body), { onlyNew });
    void reply.status(written.created ? 201 : 200);
    return toLexiconDto(written.lexicon);
  }

  /** Delete a lexicon: new jobs cannot have it. Those that have it keep their version. */
  @Delete(':id')
  @HttpCode(204)
  @RequireScope('lexicons:write')
  @ApiLexiconId()
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(404)
  async delete(@Param('id') id: string): Promise<void> {
    await this.lexicons.delete(id);
  }
}
