/** One SECRET_KEY of this installation's history. The secret itself is in none of it. */
export interface SecretVersion {
  readonly version: number;
  /** What the secret is stretched with. */
  readonly salt: Buffer;
  /** Tells whether a secret is the one: derived from it as slowly as its encryption key. */
  readonly proof: Buffer;
}

export abstract class SecretVersionRepository {
  /** Newest first. */
  abstract list(): Promise<SecretVersion[]>;

  abstract add(secret: Omit<SecretVersion, 'version'>): Promise<SecretVersion>;
}
