/** One instruction of a Dockerfile, with its continuation lines joined. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** What stands between one FROM and the next. */
export interface Stage {
  readonly name: string;
  /** An image or an earlier stage. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** A COPY from an earlier stage, or from the folder that is built when `from` is null. */
export interface Copy {
  readonly from: string | null;
  readonly sources: readonly string[];
}

/** Knows as much of the syntax as our Dockerfile uses: no heredocs, no ONBUILD, every stage named. */
export function parseDockerfile(text: string): Stage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const { name, value } of instructions(text)) {
    if (name === 'FROM') {
      const [, base, stage] = /^(\S+) AS (\S+)$/.exec(value) ?? [];
      if (base === undefined || stage === undefined) throw new SyntaxError(`FROM ${value}`);
      stages.push({ name: stage, base, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, value });
    }
  }
  return stages;
}

/** The values of all instructions of that name. */
export function valuesOf(stage: Stage, name: string): string[] {
  return stage.instructions.filter((instruction) => instruction.name === name).map(({ value }) => value);
}

export function parseCopy(value: string): Copy {
  const words = value.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  return { from, sources: words.filter((word) => !word.startsWith('--')).slice(0, -1) };
}

/** `NAME=value NAME="value with spaces" …` */
export function parseAssignments(value: string): Record<string, string> {
  const pairs = value.matchAll(/(\S+?)=(?:"([^"]*)"|(\S*))/g);
  return Object.fromEntries(Array.from(pairs, ([, name, quoted, plain]) => [name, quoted ?? plain ?? '']));
}

function instructions(text: string): Instruction[] {
  const withoutComments = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return withoutComments
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', value = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), value };
    });
}
