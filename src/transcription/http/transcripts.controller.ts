import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../../http/access.js';
import { ApiProblems } from '../../http/api-problems.js';
import { formatTranscript } from '../domain/transcript-formats/transcript-format.js';
import { TranscriptionService } from '../transcription.service.js';
import { TranscriptQuery } from './dto/transcript.query.js';
import { ApiJobId, ApiTranscript } from './job-documentation.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('v1/jobs/:id/transcript')
export class TranscriptsController {
  constructor(private readonly service: TranscriptionService) {}

  /** Read the transcript of a finished job in one of six forms. */
  @Get()
  @RequireScope('jobs:read')
  @ApiJobId()
  @ApiTranscript()
  @ApiProblems(404, 409, 422)
  async get(
    @Param('id') id: string,
    @Query() query: TranscriptQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { body, contentType } = formatTranscript(await this.service.transcript(id), query.format, {
      maxLineWidth: query.max_line_width,
      maxLineCount: query.max_line_count,
      maxCueSeconds: query.max_cue_seconds,
    });
    await reply.type(contentType).header('x-content-type-options', 'nosniff').send(body);
  }
}
