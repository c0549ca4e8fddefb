import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { type FieldProblem, ValidationFailedError } from '../errors/validation-failed.error.js';
import { checkShape } from './request-shape.js';

const VALIDATION = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;

/** What a client sent comes back in its answer, within limits. */
const PROBLEMS_MAX = 20;
const FIELD_NAME_MAX_LENGTH = 64;

/** For query strings and JSON bodies: unknown fields are refused, all problems are told at once. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      ...VALIDATION,
      transform: true,
      // Whose fields there are is read from the target.
      validationError: { target: true },
      exceptionFactory: (errors) => validationFailed(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    checkShape(value);
    return (await super.transform(value, metadata)) as unknown;
  }
}

/** The same for what no pipe sees: the fields of a form. Null and empty ones count as absent. */
export async function validated<T extends object>(type: ClassConstructor<T>, fields: object): Promise<T> {
  checkShape(fields);
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  const instance = plainToInstance(type, Object.fromEntries(given));
  const errors = await validate(instance, VALIDATION);
  if (errors.length > 0) throw validationFailed(errors);
  return instance;
}

function validationFailed(errors: readonly ValidationError[]): ValidationFailedError {
  return new ValidationFailedError(fieldProblems(errors).slice(0, PROBLEMS_MAX));
}

function fieldProblems(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap(({ property, constraints = {}, children = [], target }) => {
    const path = parent === '' ? property : `${parent}.${property}`;
    const field = path.slice(0, FIELD_NAME_MAX_LENGTH);
    const messages =
      'whitelistValidation' in constraints ? [unknownField(target)] : new Set(Object.values(constraints));
    return [...[...messages].map((message) => ({ field, message })), ...fieldProblems(children, path)];
  });
}

function unknownField(target: object | undefined): string {
  const rules = getMetadataStorage().getTargetValidationMetadatas(
    target?.constructor ?? Object,
    '',
    false,
    false,
  );
  return `there is no such field; there are ${[...new Set(rules.map((rule) => rule.propertyName))].join(', ')}`;
}
