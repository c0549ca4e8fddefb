import { readFile } from 'node:fs/promises';
import escapeStringRegexp from 'escape-string-regexp';

/** A command of a guide, and what it has to print. */
export interface Step {
  /** The line of the guide that it begins at. */
  readonly line: number;
  readonly command: string;
  /** Null: whatever it prints. */
  readonly output: string | null;
}

const FENCE = /^```(.*)\n([\s\S]*?)^```$/gm;

/**
 * The commands of a guide in Markdown, in order: each block `sh`, with the block `text` that follows it at once. A block
 * `sh elsewhere` is for another machine, and is left out. A block with a file name, such as `js submit.mjs`, is written by
 * a command.
 */
export async function stepsOf(guide: string): Promise<Step[]> {
  const markdown = await readFile(guide, 'utf8');
  const steps: Step[] = [];
  let end = 0;
  for (const { 0: whole, 1: info = '', 2: body = '', index } of markdown.matchAll(FENCE)) {
    const last = steps.at(-1);
    const follows = markdown.slice(end, index).trim() === '';
    const [language, name] = info.split(' ');
    if (info === 'sh') steps.push({ line: lineAt(markdown, index), command: body, output: null });
    else if (info === 'text' && follows && last) steps[steps.length - 1] = { ...last, output: body };
    else if (language !== 'sh' && name) {
      steps.push({
        line: lineAt(markdown, index),
        command: `cat > ${name} <<'EOF'\n${body}EOF\n`,
        output: null,
      });
    }
    end = index + whole.length;
  }
  return steps;
}

/** What a guide shows of an output: `…` stands for anything. */
export function pattern(shown: string): RegExp {
  const parts = shown.trim().split('…');
  return new RegExp(`^${parts.map((part) => escapeStringRegexp(part)).join('[\\s\\S]*?')}$`);
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
