import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the id of the store of recordings that belongs to this database. The store has it, too. */
@Entity('audio_store')
@Check('audio_store_single', 'single')
export class AudioStoreEntity {
  /** There cannot be a second row. */
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'audio_store_pkey' })
  single!: boolean;

  @Column({ type: 'uuid' })
  id!: string;
}
