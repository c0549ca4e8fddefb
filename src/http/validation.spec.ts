import { IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { RequestValidationPipe } from './validation.js';

class Greeting {
  @IsString()
  readonly name!: string;

  @IsString()
  readonly language!: string;
}

describe('RequestValidationPipe', () => {
  it.each(['query', 'body'] as const)(
    'names the fields that there are when a %s has another one',
    async (type) => {
      const sent = { name: 'Ada', language: 'en', tone: 'warm' };
      await expect(
        new RequestValidationPipe().transform(sent, { type, metatype: Greeting }),
      ).rejects.toMatchObject({
        errors: [{ field: 'tone', message: 'there is no such field; there are name, language' }],
      });
    },
  );
});
