import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LexiconEntry } from '../domain/lexicon.js';

/**
 * One version of a lexicon. Nothing but `deleted_at` ever changes in it. Where a lexicon was deleted and is gone, an empty
 * version, deleted too, keeps its place in the numbers.
 */
@Entity('lexicons')
export class LexiconEntity {
  @PrimaryColumn({ type: 'varchar', length: 64, primaryKeyConstraintName: 'lexicons_pkey' })
  id!: string;

  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'lexicons_pkey' })
  version!: number;

  @Column({ type: 'text' })
  description!: string;

  @Column({ type: 'jsonb' })
  entries!: LexiconEntry[];

  @Column({ name: 'term_count', type: 'int' })
  termCount!: number;

  /** Hash of the content: tells whether a new version says anything new. */
  @Column({ type: 'char', length: 64 })
  digest!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Set in all versions at once. */
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}
