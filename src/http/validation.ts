import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { ValidationPipe } from '@nestjs/common';
import { ValidationFailedError } from './http.errors.js';
import type { FieldProblem } from './problem.js';

const VALIDATION = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;

/** For query strings and JSON bodies: unknown fields are refused, all problems are told at once. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    ...VALIDATION,
    transform: true,
    exceptionFactory: (errors) => new ValidationFailedError(fieldProblems(errors)),
  });
}

/** The same for what no pipe sees: the fields of a form. */
export async function validated<T extends object>(type: ClassConstructor<T>, fields: object): Promise<T> {
  const instance = plainToInstance(type, fields);
  const errors = await validate(instance, VALIDATION);
  if (errors.length > 0) throw new ValidationFailedError(fieldProblems(errors));
  return instance;
}

function fieldProblems(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    const own = Object.values(constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...fieldProblems(children ?? [], field)];
  });
}
