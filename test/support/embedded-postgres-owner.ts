import { EmbeddedPostgres } from '../../src/database/embedded-postgres.js';

/**
 * A process that owns the embedded database of the directory in its first argument. It prints one line of JSON,
 * `{ url }` or `{ code, message }`, and stops the database when its standard input ends.
 */
const server = new EmbeddedPostgres({ dataDir: process.argv[2] as string, settings: { fsync: 'off' } });
try {
  console.log(JSON.stringify(await server.start()));
  process.stdin.resume().once('end', () => void server.stop());
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  console.log(JSON.stringify({ code, message }));
}
