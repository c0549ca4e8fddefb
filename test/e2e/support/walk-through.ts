import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** A bash that runs one command after the other: what one exports or leaves running is there for the next. */
export class Shell {
  private output = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly bash: ChildProcess) {
    this.ended = once(bash, 'exit');
    bash.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.output += chunk;
    });
  }

  static open(cwd: string, env: Readonly<Record<string, string>>): Shell {
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    const bash = spawn('bash', ['--noprofile', '--norc'], { cwd, env, stdio: [...stdio], detached: true });
    bash.stdin?.on('error', () => undefined).write("exec 2>&1; trap 'wait; exit' TERM\n");
    return new Shell(bash);
  }

  /** What it prints; throws unless it succeeds. */
  async run(command: string): Promise<string> {
    this.output = '';
    this.bash.stdin?.write(`{ ${command}\n} < /dev/null\necho "${END}:$?"\n`);
    for (;;) {
      const end = END_LINE.exec(this.output);
      const printed = this.output.slice(0, end?.index);
      if (end?.[1] === '0') return printed;
      if (end) throw new Error(`ended with ${end[1]}: ${printed}`);
      if (this.bash.exitCode !== null) throw new Error(`the shell has ended: ${printed}`);
      await Promise.race([once(this.bash.stdout ?? this.bash, 'data'), this.ended]);
    }
  }

  /** Ends what it left running, and itself when that has ended. */
  async close(): Promise<void> {
    if (this.bash.pid === undefined || this.bash.exitCode !== null) return;
    process.kill(-this.bash.pid, 'SIGTERM');
    this.bash.stdin?.end('wait\n');
    await this.ended;
  }
}

const END = 'end-of-the-command';
const END_LINE = new RegExp(`${END}:(\\d+)\\n$`);
