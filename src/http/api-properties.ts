import { ApiProperty } from '@nestjs/swagger';

// What the types of TypeScript cannot say. The rest of a property's documentation is its comment, which the build
// reads; an optional property is told by its `?`.

/** Documents a whole number. `required: false`: it has a default. */
export function ApiInteger(options: { readonly required?: false } = {}): PropertyDecorator {
  return ApiProperty({ type: 'integer', ...options });
}

/** Documents a time in ISO 8601, with its zone. */
export function ApiDateTime(): PropertyDecorator {
  return ApiProperty({ type: 'string', format: 'date-time' });
}
