import { ApiParam } from '@nestjs/swagger';

/** Documents the `name` in a path. */
export function ApiQueueName(): MethodDecorator {
  return ApiParam({
    name: 'name',
    description: 'Name of the queue.',
    schema: { type: 'string', example: 'transcription_jobs_high' },
  });
}
