import { Client, DatabaseError as PostgresError } from 'pg';

/** PostgreSQL's SQLSTATEs that no waiting cures: a wrong password, and a role or address that may not log in. */
const REFUSALS = new Set(['28P01', '28000']);

export type ProbeResult =
  { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly final: boolean };

/**
 * Logs in and out again, which proves more than an open port: PostgreSQL also refuses while it starts up, recovers
 * or shuts down.
 */
export async function probeDatabase(url: string, timeoutMs: number): Promise<ProbeResult> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { ok: true };
  } catch (error) {
    const reason = reasonOf(error);
    return { ok: false, reason, final: error instanceof PostgresError && REFUSALS.has(error.code ?? '') };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A host with several addresses fails with an AggregateError, whose own message is empty. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
