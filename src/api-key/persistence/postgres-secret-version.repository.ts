import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type SecretVersion, SecretVersionRepository } from '../ports/secret-version-repository.js';
import { SecretVersionEntity } from './secret-version.entity.js';

@Injectable()
export class PostgresSecretVersionRepository extends SecretVersionRepository {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async list(): Promise<SecretVersion[]> {
    return await this.dataSource.manager.find(SecretVersionEntity, { order: { version: 'DESC' } });
  }

  async add(secret: Omit<SecretVersion, 'version'>): Promise<SecretVersion> {
    return await this.dataSource.manager.save(SecretVersionEntity, { ...secret });
  }
}
