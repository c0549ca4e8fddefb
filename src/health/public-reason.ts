import type { HealthIndicatorResult } from '@nestjs/terminus';

/** From the code of a failed system call on stand the addresses and paths that it was made with. */
const AFTER_CODE = /\b(E[A-Z]{3,})\b[^;]*/g;

/** A result as anybody may see it: reasons, without the addresses and paths of what is down. */
export function withoutAddresses(result: HealthIndicatorResult): HealthIndicatorResult {
  return mapText(result, (text) => text.replaceAll(AFTER_CODE, '$1')) as HealthIndicatorResult;
}

function mapText(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((inner) => mapText(inner, map));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapText(inner, map)]));
}
