import { applyDecorators } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  type ApiOperationOptions,
  ApiParam,
  getSchemaPath,
} from '@nestjs/swagger';
import { LexiconContentDto } from './dto/lexicon-content.dto.js';
import { LexiconDto, LexiconExportDto } from './dto/lexicon.dto.js';

// What OpenAPI says of lexicons where one type is not enough.

const CSV_EXAMPLE = 'term,sounds_like,boost,case,whole_word\nDigium,dig him|did you m,2,exact,true\n';

/** A lexicon comes as JSON, or as CSV with a line of columns. */
export const LEXICON_CONTENT: NonNullable<ApiOperationOptions['requestBody']> = {
  required: true,
  content: {
    'application/json': { schema: { $ref: getSchemaPath(LexiconContentDto) } },
    'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE },
  },
};

/** Documents the `id` in a path. */
export function ApiLexiconId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The `lexicon_id`; for reading also `lexicon_id@version`.',
    schema: { type: 'string', example: 'medical-terms-v1' },
  });
}

/** Documents the answers to a new content. */
export function ApiWrittenLexicon(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(LexiconContentDto),
    ApiHeader({
      name: 'If-None-Match',
      description: '`*`: only creates the lexicon; 409 when it is there.',
      schema: { type: 'string', example: '*' },
    }),
    ApiCreatedResponse({ type: LexiconDto, description: 'The new version.' }),
    ApiOkResponse({ type: LexiconDto, description: 'The newest version says the same already.' }),
  );
}

/** Documents a lexicon as a file. */
export function ApiExportedLexicon(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(LexiconExportDto),
    ApiOkResponse({
      description: 'The whole lexicon.',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(LexiconExportDto) } },
        'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE },
      },
    }),
  );
}
