/** What a field may be. */
export interface FieldRule {
  /** For people: goes on after "… must be". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** The same, as far as JSON Schema can say it. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export function number(min: number, max: number, expected: string): FieldRule {
  return {
    expected,
    accepts: (value) => typeof value === 'number' && value >= min && value <= max,
    schema: { type: 'number', minimum: min, maximum: max },
  };
}

export function whole(min: number, max: number, expected: string): FieldRule {
  const { accepts, schema } = number(min, max, expected);
  return {
    expected,
    accepts: (value) => Number.isInteger(value) && accepts(value),
    schema: { ...schema, type: 'integer' },
  };
}

export function text(min: number, max: number): FieldRule {
  return {
    expected: `text of ${min} to ${max} characters`,
    accepts: (value) => typeof value === 'string' && value.length >= min && value.length <= max,
    schema: { type: 'string', minLength: min, maxLength: max },
  };
}

export function oneOf(values: readonly string[]): FieldRule {
  return {
    expected: `one of ${values.join(', ')}`,
    accepts: (value) => values.some((known) => known === value),
    schema: { type: 'string', enum: values },
  };
}

export function list(member: FieldRule, min: number, max: number, expected: string): FieldRule {
  return {
    expected,
    accepts: (value) =>
      Array.isArray(value) && value.length >= min && value.length <= max && value.every(member.accepts),
    schema: { type: 'array', items: member.schema, minItems: min, maxItems: max },
  };
}
