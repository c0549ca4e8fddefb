import { descendantsOf, sendAll } from '../e2e/support/process-tree.js';
import { pause, type Role, StenoProcess } from '../e2e/support/steno-process.js';

/** As an orchestrator waits before it starts a process again. */
const RESTART_DELAY_MS = 500;

/** A process of the service that is started again whenever it ends, as an orchestrator does. */
export class Member {
  readonly lives: StenoProcess[] = [];
  isFrozen = false;
  private closing = false;
  private life: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly role: Role,
    private readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Resolves when it is ready for work. */
  async start(): Promise<void> {
    await this.spawn();
    await this.current.ready();
  }

  /** The last that was started. */
  get current(): StenoProcess {
    const current = this.lives.at(-1);
    if (!current) throw new Error(`${this.name} was never started`);
    return current;
  }

  /** False when there was nothing to kill. */
  kill(signal: NodeJS.Signals): boolean {
    const current = this.lives.at(-1);
    if (!current || current.hasExited) return false;
    current.kill(signal);
    return true;
  }

  /** Kills one of its child processes whose command names `program`. False when it has none. */
  async killChild(program: string, choose: (pids: readonly number[]) => number): Promise<boolean> {
    const pids = await descendantsOf(this.current.pid, program);
    return pids.length > 0 && sendAll([choose(pids)], 'SIGKILL') > 0;
  }

  /** Stops its time, `whole` that of its children too, until the function that it resolves with is called. */
  async freeze(whole: boolean): Promise<(() => void) | null> {
    const { current } = this;
    if (!this.kill('SIGSTOP')) return null;
    this.isFrozen = true;
    const children = whole ? await current.descendants() : [];
    sendAll(children, 'SIGSTOP');
    return () => {
      this.isFrozen = false;
      sendAll(children, 'SIGCONT');
      current.kill('SIGCONT');
    };
  }

  /** Ends it for good, as an operator does. The exit code, null when a signal ended it. */
  async stop(): Promise<number | null> {
    this.closing = true;
    this.kill('SIGCONT');
    this.kill('SIGTERM');
    await this.life;
    return await this.current.exit();
  }

  destroy(): void {
    this.closing = true;
    this.kill('SIGKILL');
  }

  private async spawn(): Promise<void> {
    const steno = await StenoProcess.spawn(this.role, this.dataDir, this.env);
    this.lives.push(steno);
    this.life = steno.exit().then(async () => {
      if (this.closing) return;
      await pause(RESTART_DELAY_MS);
      if (!this.closing) await this.spawn();
    });
  }
}
