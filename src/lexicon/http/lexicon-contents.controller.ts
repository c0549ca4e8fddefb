import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { entriesToCsv } from '../lexicon-csv.js';
import { LexiconService } from '../lexicon.service.js';
import { LexiconEntriesDto, LexiconVersionsDto } from './dto/lexicon.dto.js';
import { ExportLexiconQuery, LexiconEntriesQuery } from './dto/lexicon.query.js';
import { PreviewDto, PreviewResultDto } from './dto/preview.dto.js';
import { ApiExportedLexicon, ApiLexiconId } from './lexicon-documentation.js';
import { toEntryDto, toExportDto, toLexiconDto, toPreviewDto } from './to-lexicon.dto.js';

/** What is in a lexicon, and what it does. */
@ApiTags('lexicons')
@ApiBearerAuth()
@Controller('v1/lexicons/:id')
export class LexiconContentsController {
  constructor(private readonly lexicons: LexiconService) {}

  /** List the versions of a lexicon. */
  @Get('versions')
  @RequireScope('lexicons:read')
  @ApiLexiconId()
  @ApiOkResponse({ type: LexiconVersionsDto, description: 'All versions.' })
  @ApiProblems(404)
  async versions(@Param('id') id: string): Promise<LexiconVersionsDto> {
    return { versions: (await this.lexicons.versions(id)).map(toLexiconDto) };
  }

  /** Read the entries of a lexicon, page by page. */
  @Get('entries')
  @RequireScope('lexicons:read')
  @ApiLexiconId()
  @ApiOkResponse({ type: LexiconEntriesDto, description: 'A page of entries.' })
  @ApiProblems(404, 422)
  async entries(
    @Param('id') id: string,
    @Query() { offset, limit }: LexiconEntriesQuery,
  ): Promise<LexiconEntriesDto> {
    const { entries, termCount, version } = await this.lexicons.content(id);
    return { entries: entries.slice(offset, offset + limit).map(toEntryDto), term_count: termCount, version };
  }

  /** Read a whole lexicon as a file, which can be imported again. */
  @Get('export')
  @RequireScope('lexicons:read')
  @ApiLexiconId()
  @ApiExportedLexicon()
  @ApiProblems(404, 422)
  async export(
    @Param('id') id: string,
    @Query() { format }: ExportLexiconQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lexicon = await this.lexicons.content(id);
    if (format === 'json') await reply.type('application/json').send(toExportDto(lexicon));
    else await reply.type('text/csv; charset=utf-8').send(entriesToCsv(lexicon.entries));
  }

  /** See what a lexicon makes of a text. */
  @Post('preview')
  @HttpCode(200)
  @RequireScope('lexicons:read')
  @ApiLexiconId()
  @ApiOkResponse({ type: PreviewResultDto, description: 'The text, and what was changed in it.' })
  @ApiProblems(404, 415, 422)
  async preview(@Param('id') id: string, @Body() body: PreviewDto): Promise<PreviewResultDto> {
    return toPreviewDto(await this.lexicons.preview(id, body.text, body.language ?? 'en'));
  }
}
