import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ChatError } from '../error.ts';

const CIPHER = 'aes-256-gcm';
/** Bytes of a key, of a nonce (NIST SP 800-38D, 8.2: 96 bits) and of a tag. */
const KEY = 32;
const NONCE = 12;
const TAG = 16;

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** A key has a name, so that it is known by which one something was sealed; it tells nothing of the key. */
function keyOf(text: string): Key {
  const bytes = Buffer.from(text, 'base64');
  const id = createHash('sha256').update('muster key id').update(bytes).digest('hex').slice(0, 8);
  return { id, bytes };
}

/** @returns whether a text is a key: 32 bytes in base64. */
export function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length === KEY;
}

/** Seals secrets with AES-256-GCM, each bound to where it belongs. */
export class Vault {
  readonly #keys: readonly [Key, ...Key[]];
  readonly #setting: string;

  /**
   * @param key 32 bytes in base64. @param previous the key before its rotation, which opens what it sealed.
   * @param setting names the key in errors, such as `chat.main-slack.tokenKey`.
   */
  constructor(key: string, previous: string | undefined, setting: string) {
    this.#keys = [keyOf(key), ...(previous === undefined ? [] : [keyOf(previous)])];
    this.#setting = setting;
  }

  /** @param place what the secret belongs to: only there it can be opened again. */
  seal(secret: string, place: readonly string[]): string {
    const [key] = this.#keys;
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG });
    cipher.setAAD(Buffer.from(JSON.stringify(place)));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return [
      'v1',
      key.id,
      ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url')),
    ].join('.');
  }

  /**
   * @returns the secret, and whether it should be sealed anew because the key was replaced.
   * @throws ChatError `authentication_failed` when no key opens it, or it belongs elsewhere or was changed.
   */
  open(text: string, place: readonly string[]): { secret: string; stale: boolean } {
    const [version, id, ...parts] = text.split('.');
    const key = this.#keys.find((one) => one.id === id);
    const [nonce, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
    if (version !== 'v1' || !key || nonce?.length !== NONCE || !sealed || tag?.length !== TAG)
      throw this.#shut('was sealed with another key');
    try {
      const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG });
      decipher.setAAD(Buffer.from(JSON.stringify(place)));
      decipher.setAuthTag(tag);
      const secret = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      return { secret, stale: key !== this.#keys[0] };
    } catch {
      throw this.#shut('was changed, or belongs to another workspace');
    }
  }

  #shut(why: string): ChatError {
    const message = `${this.#setting}: a stored token ${why}. Put the former key into ${this.#setting.replace(/tokenKey$/, 'previousTokenKey')}, or install the app anew.`;
    return new ChatError('authentication_failed', message);
  }
}
