import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** What GCM is made for (NIST SP 800-38D): random ones of this length are safe for four billion texts of one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a text so that it opens only with the same key, and only where it says it belongs: nonce, text, tag. */
export function seal(text: string, key: Buffer, belongsTo: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(belongsTo));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the key is another one, or the sealed text was changed or belongs elsewhere. */
export function unseal(sealed: Buffer, key: Buffer, belongsTo: string): string {
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(belongsTo));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const text = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
