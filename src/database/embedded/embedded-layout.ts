import { join, resolve } from 'node:path';

/** What lies where under DATA_DIR/postgres. */
export interface EmbeddedLayout {
  /** Owned by us; the account of PostgreSQL may only pass through it. */
  readonly root: string;
  readonly cluster: string;
  /** A cluster in the making; renamed to `cluster` when it is whole, thrown away when found at a start. */
  readonly staging: string;
  readonly claims: string;
  readonly password: string;
  /** Written while the server runs, for the other processes of this installation. */
  readonly connection: string;
  /** The port of the last start. */
  readonly port: string;
  readonly log: string;
}

export function embeddedLayout(dataDir: string): EmbeddedLayout {
  const root = resolve(dataDir, 'postgres');
  return {
    root,
    cluster: join(root, 'cluster'),
    staging: join(root, 'initialising'),
    claims: join(root, 'claims'),
    password: join(root, 'password'),
    connection: join(root, 'connection.json'),
    port: join(root, 'port'),
    log: join(root, 'postgres.log'),
  };
}
