import { resolve } from 'node:path';
import { validate } from '@readme/openapi-parser';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import document from '../../../docs/openapi.json' with { type: 'json' };

type Node = Readonly<Record<string, unknown>>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const FILE = resolve(import.meta.dirname, '../../../docs/openapi.json');
const { paths, components } = document as unknown as OpenAPIObject;
const operations: [name: string, operation: Operation][] = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
    `${method} ${path}`,
    operation,
  ]),
);

describe('docs/openapi.json', () => {
  it('is a valid OpenAPI document', async () => {
    expect(await validate(FILE)).toMatchObject({ valid: true });
  });

  it('describes every field, with an example', () => {
    const fields = Object.entries(components?.schemas ?? {}).flatMap(([name, schema]) =>
      fieldsOf(schema as Node, name),
    );
    expect(fields.length).toBeGreaterThan(60);
    expect(fields.filter(([, field]) => !isDescribed(field)).map(([name]) => name)).toEqual([]);
    expect(fields.filter(([, field]) => !hasExample(field)).map(([name]) => name)).toEqual([]);
  });

  it('describes every parameter, with an example', () => {
    const parameters = operations.flatMap(([name, { parameters: list = [] }]) =>
      list.map((parameter): [string, Node] => [
        `${name}: ${(parameter as { name: string }).name}`,
        { ...parameter },
      ]),
    );
    expect(parameters.length).toBeGreaterThan(10);
    expect(parameters.filter(([, parameter]) => !isDescribed(parameter)).map(([name]) => name)).toEqual([]);
    expect(
      parameters.filter(([, parameter]) => !hasExample(parameter['schema'] as Node)).map(([name]) => name),
    ).toEqual([]);
  });

  it('sums up every operation and describes its answers, the bad ones too', () => {
    const faults = operations.flatMap(([name, { summary, responses }]) => {
      const answers = Object.entries(responses).map(([status, answer]) => [status, { ...answer }] as const);
      return [
        ...(summary ? [] : [`${name}: no summary`]),
        ...answers.filter(([, answer]) => !isDescribed(answer)).map(([status]) => `${name}: ${status}`),
        ...(answers.some(([status]) => status.startsWith('2')) ? [] : [`${name}: no success`]),
        ...(answers.some(([status]) => /^[45]/.test(status)) ? [] : [`${name}: no problem`]),
      ];
    });
    expect(faults).toEqual([]);
  });

  it('asks for a key everywhere but at the probes', () => {
    const open = operations.filter(([, { security }]) => !security).map(([name]) => name);
    expect(open).toEqual(['get /health/live', 'get /health/ready', 'get /health/startup']);
  });

  it('takes a job as a form with a file, and as JSON with a path', () => {
    const body = paths['/v1/jobs']?.post?.requestBody as
      { content: Record<string, { schema: Node }> } | undefined;
    const content = body?.content ?? {};
    expect(Object.keys(content)).toEqual(['multipart/form-data', 'application/json']);
    const all = { $ref: '#/components/schemas/CreateJobDto' };
    expect(content['multipart/form-data']?.schema).toMatchObject({
      allOf: [all, { properties: { file: { format: 'binary' } }, required: ['file'] }],
    });
    expect(content['application/json']?.schema).toMatchObject({
      allOf: [all, { required: ['audio_file_path'] }],
    });
  });

  it('tells enumerations, lists, whole numbers and what may be null', () => {
    const schemas = components?.schemas as Record<
      string,
      { properties: Record<string, Node>; required: string[] }
    >;
    expect(schemas['JobDto']?.properties).toMatchObject({
      status: { type: 'string', enum: expect.arrayContaining(['queued', 'started', 'finished']) },
      created_at: { type: 'string', format: 'date-time' },
      position: { type: 'integer', nullable: true },
      result: { nullable: true, allOf: [{ $ref: '#/components/schemas/JobResultDto' }] },
    });
    expect(schemas['SegmentDto']?.properties['words']).toMatchObject({
      type: 'array',
      items: { $ref: '#/components/schemas/WordDto' },
    });
    expect(schemas['SegmentDto']?.required).not.toContain('words');
  });
});

function fieldsOf({ properties = {} }: Node, name: string): [name: string, field: Node][] {
  return Object.entries(properties as Record<string, Node>).map(([key, field]) => [`${name}.${key}`, field]);
}

function isDescribed({ description }: Node): boolean {
  return typeof description === 'string' && description !== '';
}

/** Of its own, or through the schema that it refers to, whose fields have theirs. */
function hasExample(field: Node): boolean {
  const referring = [field, field['items'], ...((field['allOf'] ?? []) as Node[])] as (Node | undefined)[];
  return field['example'] !== undefined || referring.some((schema) => schema?.['$ref'] !== undefined);
}
