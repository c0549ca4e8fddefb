import { constants } from 'node:fs';
import { access, chown, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseError } from '../database-error.js';

export interface PostgresCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/** Accounts that root hands PostgreSQL to, first come first served. We create none: that is the owner's to do. */
const UNPRIVILEGED_ACCOUNTS = ['postgres', '_postgres', 'nobody'];

/** Bits of capabilities(7). The first reads and enters anything, the second also writes and executes anything. */
const CAPABILITIES = { dac_read_search: 2n, dac_override: 1n } as const;
type Capability = keyof typeof CAPABILITIES;

/** PostgreSQL looks for its programs by access(2), which leaves capabilities out of account without this. */
const ACCESS_CHECKS_HONOUR_CAPABILITIES = '--securebits=+no_setuid_fixup';

const SETPRIV_PATHS = ['/usr/bin/setpriv', '/bin/setpriv'];

/**
 * The account that PostgreSQL runs under. PostgreSQL refuses to run as root, so root hands it to the owner of the
 * existing cluster, else to an unprivileged account of the system.
 *
 * That account must reach the programs and the cluster, which it can't when they lie under a directory of mode
 * 0700 such as /root. Rather than copy programs, move data or open the owner's directories, PostgreSQL then gets
 * the one capability that lets it pass (through setpriv of util-linux, which every glibc distribution has). SQL
 * cannot make use of it: the role that Steno logs in with is no superuser and may not read files of the server.
 */
export class PostgresAccount {
  private constructor(private readonly identity?: { readonly uid: number; readonly gid: number }) {}

  static async choose(clusterDirectory: string): Promise<PostgresAccount> {
    if (process.getuid?.() !== 0) return new PostgresAccount();
    const owner = await stat(clusterDirectory).catch(() => undefined);
    if (owner && owner.uid !== 0) return new PostgresAccount({ uid: owner.uid, gid: owner.gid });
    return new PostgresAccount(await findUnprivilegedAccount());
  }

  /** Makes the account the owner of a file or directory that we have created for it. */
  async own(path: string): Promise<void> {
    if (this.identity) await chown(path, this.identity.uid, this.identity.gid);
  }

  /** How to run `program` under this account so that it can reach itself and `workDirectory`. */
  async command(program: string, args: readonly string[], workDirectory: string): Promise<PostgresCommand> {
    if (!this.identity) return { file: program, args };
    const { uid, gid } = this.identity;
    const capability = await this.capabilityToReach(program, workDirectory);
    if (!capability) return { file: program, args, uid, gid };
    const privileges = [
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      ACCESS_CHECKS_HONOUR_CAPABILITIES,
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
    ];
    return { file: await findSetpriv(workDirectory), args: [...privileges, program, ...args] };
  }

  private async capabilityToReach(program: string, directory: string): Promise<Capability | undefined> {
    if (!(await this.mayPass(program))) return held('dac_override', program);
    const blocked = (await this.blockingAncestor(program)) ?? (await this.blockingAncestor(directory));
    if (!blocked) return undefined;
    return (await holds('dac_read_search')) ? 'dac_read_search' : held('dac_override', blocked);
  }

  private async blockingAncestor(path: string): Promise<string | undefined> {
    const parent = dirname(path);
    if (parent === path) return undefined;
    return (await this.blockingAncestor(parent)) ?? ((await this.mayPass(parent)) ? undefined : parent);
  }

  /** Whether the account may enter a directory or execute a file, as far as its mode tells. */
  private async mayPass(path: string): Promise<boolean> {
    const { uid, gid, mode } = await stat(path);
    if (uid === this.identity?.uid) return (mode & constants.S_IXUSR) !== 0;
    return (mode & (gid === this.identity?.gid ? constants.S_IXGRP : constants.S_IXOTH)) !== 0;
  }
}

async function findUnprivilegedAccount(): Promise<{ uid: number; gid: number }> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of UNPRIVILEGED_ACCOUNTS) {
    const [, , uid, gid] = accounts.find(([name]) => name === wanted) ?? [];
    if (uid && gid) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  throw new DatabaseError(
    'database_unavailable',
    `PostgreSQL refuses to run as root, and there is no account ${UNPRIVILEGED_ACCOUNTS.join(' or ')} to hand ` +
      'it to. Run Steno as an ordinary user, or set DATABASE_URL.',
  );
}

async function findSetpriv(blocked: string): Promise<string> {
  for (const path of SETPRIV_PATHS) {
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw unreachable(blocked);
}

async function held(capability: Capability, blocked: string): Promise<Capability> {
  if (await holds(capability)) return capability;
  throw unreachable(blocked);
}

/** A container's root often holds only some capabilities. */
async function holds(capability: Capability): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> CAPABILITIES[capability]) & 1n) === 1n;
}

function unreachable(blocked: string): DatabaseError {
  return new DatabaseError(
    'database_unavailable',
    'PostgreSQL refuses to run as root, and the account it is handed to may not pass ' +
      `${blocked}. Run Steno as an ordinary user, move it and its DATA_DIR to a directory that everybody may ` +
      'enter, or set DATABASE_URL.',
  );
}
