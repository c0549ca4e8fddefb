import { hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { SecretKeyMissingError } from './api-key.errors.js';
import { type SecretVersion, SecretVersionRepository } from './ports/secret-version-repository.js';

/** What encrypts, made of one SECRET_KEY. */
export interface EncryptionKey {
  readonly version: number;
  /** 32 bytes. */
  readonly key: Buffer;
}

/**
 * SECRET_KEY may be a phrase: whoever has the database tries phrases no faster than this runs, 0.15 s and 32 MiB for each
 * (twice Node's defaults). A process derives each key once.
 */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

const stretch = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt);

/**
 * The encryption keys that SECRET_KEY and SECRET_KEY_PREVIOUS stand for. The database numbers the secrets that this
 * installation has had, each with a salt and a proof, so that what is sealed can say which one opens it.
 */
@Injectable()
export class SecretKeyring {
  private readonly derived = new Map<string, Promise<Buffer | null>>();

  constructor(
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'secretKey' | 'previousSecretKey'>,
    private readonly versions: SecretVersionRepository,
  ) {}

  /** Throws {@link SecretKeyMissingError} without a SECRET_KEY. */
  requireSecret(): string {
    if (this.config.secretKey === null) throw new SecretKeyMissingError();
    return this.config.secretKey;
  }

  /** What new secrets are sealed with; a SECRET_KEY that was never seen before becomes the next version. */
  async current(): Promise<EncryptionKey> {
    const secret = this.requireSecret();
    for (const version of await this.versions.list()) {
      const key = await this.keyOf(secret, version);
      if (key) return { version: version.version, key };
    }
    const salt = randomBytes(SALT_BYTES);
    const { key, proof } = await derive(secret, salt);
    const { version } = await this.versions.add({ salt, proof });
    this.derived.set(nameOf(version, 'current'), Promise.resolve(key));
    return { version, key };
  }

  /** Null when neither SECRET_KEY nor SECRET_KEY_PREVIOUS is the secret of that version. */
  async byVersion(wanted: number): Promise<EncryptionKey | null> {
    const version = (await this.versions.list()).find((candidate) => candidate.version === wanted);
    if (!version) return null;
    for (const secret of [this.config.secretKey, this.config.previousSecretKey]) {
      const key = secret === null ? null : await this.keyOf(secret, version);
      if (key) return { version: wanted, key };
    }
    return null;
  }

  /** Null when the secret is not the one of that version. */
  private keyOf(secret: string, version: SecretVersion): Promise<Buffer | null> {
    const name = nameOf(version.version, secret === this.config.secretKey ? 'current' : 'previous');
    const known = this.derived.get(name) ?? proven(secret, version);
    this.derived.set(name, known);
    known.catch(() => this.derived.delete(name));
    return known;
  }
}

function nameOf(version: number, secret: 'current' | 'previous'): string {
  return `${version} ${secret}`;
}

async function proven(secret: string, version: SecretVersion): Promise<Buffer | null> {
  const { key, proof } = await derive(secret, version.salt);
  return timingSafeEqual(proof, version.proof) ? key : null;
}

async function derive(secret: string, salt: Buffer): Promise<{ key: Buffer; proof: Buffer }> {
  const root = await stretch(secret, salt, KEY_BYTES, SCRYPT);
  const purpose = (name: string) => Buffer.from(hkdfSync('sha256', root, '', `steno ${name}`, KEY_BYTES));
  return { key: purpose('provider keys'), proof: purpose('proof') };
}
