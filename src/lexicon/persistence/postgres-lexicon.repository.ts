import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, QueryFailedError } from 'typeorm';
import type { LexiconContent, LexiconRef, LexiconSummary } from '../domain/lexicon.js';
import { type LexiconPage, type LexiconPageRequest, LexiconRepository } from '../ports/lexicon-repository.js';
import { LexiconEntity } from './lexicon.entity.js';

const FOREIGN_KEY_VIOLATION = '23503';

/** All but the entries, which may be large. */
const SUMMARY = `id, version, description, term_count AS "termCount", created_at AS "createdAt"`;

const NOTHING: LexiconContent = { description: '', entries: [] };

@Injectable()
export class PostgresLexiconRepository extends LexiconRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async create(id: string, content: LexiconContent): Promise<LexiconSummary | null> {
    return await this.alone(id, async (manager) =>
      (await newest(manager, id)) ? null : await append(manager, id, content),
    );
  }

  async replace(id: string, content: LexiconContent): Promise<{ lexicon: LexiconSummary; created: boolean }> {
    return await this.alone(id, async (manager) => {
      const current = await newest(manager, id);
      if (current?.digest === digestOf(content)) return { lexicon: current, created: false };
      return { lexicon: await append(manager, id, content), created: true };
    });
  }

  async find(id: string, version: number | null): Promise<LexiconSummary | null> {
    const rows: LexiconSummary[] = await this.dataSource.query(
      `SELECT ${SUMMARY} FROM lexicons
        WHERE id = $1 AND ($2::int IS NULL OR version = $2) AND deleted_at IS NULL
        ORDER BY version DESC LIMIT 1`,
      [id, version],
    );
    return rows[0] ?? null;
  }

  async versions(id: string): Promise<LexiconSummary[]> {
    return await this.dataSource.query(
      `SELECT ${SUMMARY} FROM lexicons WHERE id = $1 AND deleted_at IS NULL ORDER BY version DESC`,
      [id],
    );
  }

  async list({ limit, cursor = '' }: LexiconPageRequest): Promise<LexiconPage> {
    const rows: LexiconSummary[] = await this.dataSource.query(
      `SELECT DISTINCT ON (id) ${SUMMARY} FROM lexicons
        WHERE id > $1 AND deleted_at IS NULL ORDER BY id, version DESC LIMIT $2`,
      [cursor, limit + 1],
    );
    const lexicons = rows.slice(0, limit);
    return { lexicons, nextCursor: rows.length > limit ? (lexicons.at(-1)?.id ?? null) : null };
  }

  async content({ id, version }: LexiconRef): Promise<LexiconContent | null> {
    const found = await this.dataSource.manager.findOneBy(LexiconEntity, { id, version });
    return found && { description: found.description, entries: found.entries };
  }

  async delete(id: string): Promise<boolean> {
    const { affected } = await this.dataSource.manager.update(
      LexiconEntity,
      { id, deletedAt: IsNull() },
      { deletedAt: () => 'now()' },
    );
    return (affected ?? 0) > 0;
  }

  async purge(): Promise<number> {
    const deleted: LexiconRef[] = await this.dataSource.query(
      `SELECT id, version FROM lexicons AS one
        WHERE deleted_at IS NOT NULL
          AND (digest <> $1 OR EXISTS (SELECT FROM lexicons WHERE id = one.id AND version > one.version))`,
      [digestOf(NOTHING)],
    );
    let purged = 0;
    for (const version of deleted) {
      try {
        purged += await this.alone(version.id, (manager) => removeVersion(manager, version));
      } catch (error) {
        if (!isNeeded(error)) throw error;
      }
    }
    return purged;
  }

  /** Versions of one lexicon are written and removed one after the other: each sees the numbers that are taken. */
  private async alone<T>(id: string, change: (manager: EntityManager) => Promise<T>): Promise<T> {
    return await this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('lexicon ' || $1, 0))`, [id]);
      return await change(manager);
    });
  }
}

async function newest(
  manager: EntityManager,
  id: string,
): Promise<(LexiconSummary & { digest: string }) | null> {
  const rows: (LexiconSummary & { digest: string })[] = await manager.query(
    `SELECT ${SUMMARY}, digest FROM lexicons WHERE id = $1 AND deleted_at IS NULL
      ORDER BY version DESC LIMIT 1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Returns how many went: 0 or 1. Behind the last version of a lexicon an empty one keeps its place in the numbers. */
async function removeVersion(manager: EntityManager, { id, version }: LexiconRef): Promise<number> {
  const { affected } = await manager.delete(LexiconEntity, { id, version });
  if (!affected) return 0;
  await manager.query(
    `INSERT INTO lexicons (id, version, description, entries, term_count, digest, deleted_at)
     SELECT $1::varchar, $2::int + 1, '', '[]', 0, $3, now()
      WHERE NOT EXISTS (SELECT FROM lexicons WHERE id = $1 AND version > $2)`,
    [id, version, digestOf(NOTHING)],
  );
  return affected;
}

/** No number is given twice: they go on after those of a deleted lexicon of the same name. */
async function append(manager: EntityManager, id: string, content: LexiconContent): Promise<LexiconSummary> {
  const rows: LexiconSummary[] = await manager.query(
    `INSERT INTO lexicons (id, version, description, entries, term_count, digest)
     SELECT $1::varchar, coalesce(max(version), 0) + 1, $2, $3::jsonb, $4::int, $5
       FROM lexicons WHERE id = $1::varchar
     RETURNING ${SUMMARY}`,
    [id, content.description, JSON.stringify(content.entries), content.entries.length, digestOf(content)],
  );
  const [written] = rows;
  if (!written) throw new Error(`lexicon ${id} was not written`);
  return written;
}

function digestOf({ description, entries }: LexiconContent): string {
  const said = entries.map(({ term, soundsLike, boost, case: termCase, wholeWord }) => [
    term,
    soundsLike,
    boost,
    termCase,
    wholeWord,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([description, said]))
    .digest('hex');
}

/** A job names this version still. */
function isNeeded(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    (error.driverError as { code?: string }).code === FOREIGN_KEY_VIOLATION
  );
}
