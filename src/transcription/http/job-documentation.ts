import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiParam,
  getSchemaPath,
  type ApiOperationOptions,
} from '@nestjs/swagger';
import { CreateJobDto } from './dto/create-job.dto.js';
import { JobDto } from './dto/job.dto.js';
import { JobResultDto } from './dto/job-result.dto.js';
import { VerboseTranscriptDto } from './dto/verbose-transcript.dto.js';

// What OpenAPI says of jobs where one type is not enough.

const FILE = {
  type: 'string',
  format: 'binary',
  description: 'The recording. Other fields may come before or after it.',
};

/** `text`, `srt`, `vtt` and `tsv`. */
const TEXT_EXAMPLES = {
  'text/plain': 'Ask not what your country can do for you.\n',
  'application/x-subrip': '1\n00:00:00,290 --> 00:00:02,930\nAsk not what your country can do for you.\n',
  'text/vtt': 'WEBVTT\n\n00:00:00.290 --> 00:00:02.930\nAsk not what your country can do for you.\n',
  'text/tab-separated-values': 'start\tend\ttext\n290\t2930\tAsk not what your country can do for you.\n',
} as const;

/** A job comes as a form with a `file`, or as JSON with an `audio_file_path`. */
export const JOB_SUBMISSION: NonNullable<ApiOperationOptions['requestBody']> = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        allOf: [
          { $ref: getSchemaPath(CreateJobDto) },
          { type: 'object', properties: { file: FILE }, required: ['file'] },
        ],
      },
    },
    'application/json': {
      schema: {
        allOf: [{ $ref: getSchemaPath(CreateJobDto) }, { type: 'object', required: ['audio_file_path'] }],
      },
    },
  },
};

/** Documents the answers to a submission. */
export function ApiAcceptedJob(): MethodDecorator {
  const headers = {
    Location: {
      description: 'Path of the job.',
      schema: { type: 'string', example: '/v1/jobs/interview-2026-11-23' },
    },
  } as const;
  return applyDecorators(
    ApiAcceptedResponse({ type: JobDto, description: 'Accepted.', headers }),
    ApiOkResponse({ type: JobDto, description: 'The same job was accepted before.', headers }),
  );
}

/** Documents the `id` in a path. */
export function ApiJobId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The `job_id`.',
    schema: { type: 'string', example: 'interview-2026-11-23' },
  });
}

/** Documents a transcript in the form that was asked for. */
export function ApiTranscript(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(JobResultDto, VerboseTranscriptDto),
    ApiOkResponse({
      description: 'The transcript. As `application/json`: `json`, or `verbose_json` as OpenAI has it.',
      content: {
        'application/json': {
          schema: {
            oneOf: [JobResultDto, VerboseTranscriptDto].map((form) => ({ $ref: getSchemaPath(form) })),
          },
        },
        ...Object.fromEntries(
          Object.entries(TEXT_EXAMPLES).map(([type, example]) => [
            type,
            { schema: { type: 'string' }, example },
          ]),
        ),
      },
    }),
  );
}
