import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Provider, ResponseFormat } from '../domain/provider-key.js';
import { SecretVersionEntity } from './secret-version.entity.js';

/** A stored provider key. The key itself is in `sealed` alone, encrypted. */
@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'varchar', length: 64, primaryKeyConstraintName: 'api_keys_pkey' })
  id!: string;

  @Column({ type: 'text' })
  provider!: Provider;

  @Column({ name: 'base_url', type: 'text' })
  baseUrl!: string;

  @Column({ type: 'text' })
  model!: string;

  @Column({ name: 'response_format', type: 'text' })
  responseFormat!: ResponseFormat;

  @Column({ name: 'max_part_seconds', type: 'int' })
  maxPartSeconds!: number;

  @Column({ name: 'max_concurrency', type: 'int' })
  maxConcurrency!: number;

  @Column({ name: 'last_four', type: 'char', length: 4, nullable: true })
  lastFour!: string | null;

  @Column({ type: 'bytea' })
  sealed!: Buffer;

  @Column({ name: 'secret_version', type: 'int' })
  secretVersion!: number;

  @ManyToOne(() => SecretVersionEntity)
  @JoinColumn({ name: 'secret_version', foreignKeyConstraintName: 'api_keys_secret_version_fkey' })
  secret?: SecretVersionEntity;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}
