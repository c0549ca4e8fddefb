import { Injectable } from '@nestjs/common';
import { DataSource, type QueryDeepPartialEntity } from 'typeorm';
import {
  ApiKeyRepository,
  type NewStoredKey,
  type SealedKey,
  type StoredKey,
  type StoredKeyChanges,
} from '../ports/api-key-repository.js';
import { ApiKeyEntity } from './api-key.entity.js';

@Injectable()
export class PostgresApiKeyRepository extends ApiKeyRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async create(key: NewStoredKey): Promise<boolean> {
    const { raw } = await this.dataSource.manager
      .createQueryBuilder()
      .insert()
      .into(ApiKeyEntity)
      .values({ ...key })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  async find(id: string): Promise<StoredKey | null> {
    return await this.dataSource.manager.findOneBy(ApiKeyEntity, { id });
  }

  async list(): Promise<StoredKey[]> {
    return await this.dataSource.manager.find(ApiKeyEntity, { order: { id: 'ASC' } });
  }

  async update(id: string, changes: StoredKeyChanges): Promise<StoredKey | null> {
    const set = { ...changes, updatedAt: () => 'now()' } as QueryDeepPartialEntity<ApiKeyEntity>;
    await this.dataSource.manager.update(ApiKeyEntity, { id }, set);
    return await this.find(id);
  }

  async reseal(id: string, from: SealedKey, to: SealedKey): Promise<boolean> {
    const { affected } = await this.dataSource.manager.update(ApiKeyEntity, { id, ...from }, { ...to });
    return affected === 1;
  }

  async markUsed(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_keys SET last_used_at = now()
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [id],
    );
  }

  async delete(id: string): Promise<boolean> {
    const { affected } = await this.dataSource.manager.delete(ApiKeyEntity, { id });
    return affected === 1;
  }
}
