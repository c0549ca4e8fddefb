import { readFileSync } from 'node:fs';
import { parse } from 'ini';

/** A directive that is given more than once is a list. */
type Directives = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface SystemdUnit {
  readonly Unit: Directives;
  readonly Service: Directives;
  readonly Install: Directives;
}

export function readUnit(path: string): SystemdUnit {
  return parse(readFileSync(path, 'utf8'), { bracketedArray: false }) as SystemdUnit;
}

/** All that is given for a directive, split at spaces. */
export function words(value: Directives[string]): string[] {
  return [value ?? []].flat().flatMap((line) => line.split(/\s+/).filter((word) => word !== ''));
}

/** The variables that `Environment=` sets in the instance `%i`. None of ours has a space in it. */
export function environmentOf({ Service }: SystemdUnit, instance = ''): Record<string, string> {
  const assignments = words(Service['Environment']).map((word) => word.replaceAll('%i', instance));
  return Object.fromEntries(assignments.map((it) => [it.split('=', 1)[0], it.slice(it.indexOf('=') + 1)]));
}
