import { parse } from 'yaml';

type Variables = Readonly<Record<string, string | undefined>>;

export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly container_name?: string;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly build?: { readonly context: string; readonly args: Readonly<Record<string, string>> };
  readonly deploy?: { readonly resources: { readonly limits: object; readonly reservations: object } };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The file as Compose understands it with these variables. Throws where `${NAME:?message}` asks for one. */
export function parseCompose(text: string, variables: Variables): ComposeFile {
  return interpolated(parse(text, { merge: true }), variables) as ComposeFile;
}

/** The variables that the file reads. */
export function variablesOf(text: string): string[] {
  return Array.from(text.matchAll(VARIABLE), ([, name]) => name ?? '');
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`: an empty value counts as none. */
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([-?])([^}]*))?\}/g;

function interpolated(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') return interpolate(node, variables);
  if (Array.isArray(node)) return node.map((item) => interpolated(item, variables));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, interpolated(value, variables)]),
  );
}

function interpolate(text: string, variables: Variables): string {
  return text.replaceAll(VARIABLE, (_, name: string, operator?: string, operand?: string) => {
    const value = variables[name] ?? '';
    if (value === '' && operator === '?') throw new Error(`${name}: ${operand}`);
    return value === '' && operator === '-' ? (operand ?? '') : value;
  });
}
