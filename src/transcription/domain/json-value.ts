import { wellFormedText } from './text.js';

/** Whether all text in a JSON value, keys and values, is well-formed. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value === wellFormedText(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, inner]) => isWellFormed(key) && isWellFormed(inner));
}

/** Whether objects and lists in a JSON value are nested so deep at most. Of any depth itself, without recursion. */
export function isShallow(value: unknown, depthMax: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > depthMax) return false;
    level = level.flatMap((outer) => Object.values(outer) as unknown[]).filter(isNested);
  }
  return true;
}

function isNested(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}
