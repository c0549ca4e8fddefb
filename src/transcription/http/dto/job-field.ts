import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import type { FieldRule } from '../../domain/field-rule.js';

/**
 * A field of a request for a job: optional, checked and documented by the rule that the domain has for it. `asked`
 * replaces of the rule what is different in a request.
 */
export function JobField(rule: FieldRule, asked: Partial<FieldRule> = {}): PropertyDecorator {
  const { expected, accepts, schema } = { ...rule, ...asked };
  return applyDecorators(
    IsOptional(),
    ValidateBy({
      name: 'jobRule',
      validator: {
        validate: accepts,
        defaultMessage: (field) => `${field?.property} must be ${expected}`,
      },
    }),
    ApiPropertyOptional(schema),
  );
}
