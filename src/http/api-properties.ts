import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

// What the types of TypeScript cannot say. The rest of a property's documentation is its comment, which the build
// reads; an optional property is told by its `?`.

/** Documents a whole number. */
export function ApiInteger(): PropertyDecorator {
  return ApiProperty({ type: 'integer' });
}

/** A whole number of a query string, from `min` to `max`, that may be left out. */
export function QueryInteger(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'integer', required: false, minimum: min, maximum: max }),
    // Decorators that stand above a property apply from the last to the first: so do the messages.
    Max(max),
    Min(min),
    IsInt(),
    Type(() => Number),
    IsOptional(),
  );
}

/** Documents a time in ISO 8601, with its zone. */
export function ApiDateTime(): PropertyDecorator {
  return ApiProperty({ type: 'string', format: 'date-time' });
}
