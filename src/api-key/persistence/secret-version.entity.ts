import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A SECRET_KEY that this installation has, or had: enough to recognise it, not to know it. */
@Entity('secret_versions')
export class SecretVersionEntity {
  @PrimaryColumn({
    type: 'int',
    generated: 'increment',
    primaryKeyConstraintName: 'secret_versions_pkey',
  })
  version!: number;

  @Column({ type: 'bytea' })
  salt!: Buffer;

  @Column({ type: 'bytea' })
  proof!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
