/** What the global set-up hands to every test file of its project. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** Role with CREATEDB on the test server; the database that it names is the migrated template. */
    postgresUrl: string;
    /** `null`: no Redis on this machine. */
    redisUrl: string | null;
  }
}

export {};
