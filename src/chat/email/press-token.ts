import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import { ChatError } from '../error.ts';

/** What a link in a mail stands for: who may press what. */
export interface Press {
  /** The address to which the mail went. */
  readonly user: string;
  /** An encoded ElementAction. */
  readonly action: string;
  /** What the button says. */
  readonly label: string;
  /** Tells apart the mails, so that the same link pressed twice is one delivery. */
  readonly mail: string;
}

/** What links are signed by, and were before it was replaced. */
export interface LinkSecrets {
  readonly current: string | undefined;
  readonly previous?: string | undefined;
}

/** How long a link can be pressed, in milliseconds. */
const GOOD_FOR_MS = 7 * 86_400_000;
const ALGORITHM = 'HS256';

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

/** @param instance for which alone the link is good. @param now epoch milliseconds. */
export function signPress(press: Press, instance: string, secret: string, now: number): Promise<string> {
  const { user, action, label, mail } = press;
  return new SignJWT({ action, label })
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(user)
    .setJti(mail)
    .setAudience(instance)
    .setIssuedAt(new Date(now))
    .setExpirationTime(new Date(now + GOOD_FOR_MS))
    .sign(keyOf(secret));
}

/**
 * @param secrets that of the instance, and the one before it while it is rotated; undefined where it has none: nothing is
 * believed then. @param now epoch milliseconds.
 * @throws ChatError `authentication_failed` without a secret; `invalid_webhook` when it is forged or too old.
 */
export async function verifyPress(
  token: string,
  instance: string,
  { current, previous }: LinkSecrets,
  now: number,
): Promise<Press> {
  if (current === undefined) {
    throw new ChatError(
      'authentication_failed',
      `chat.${instance}.linkSecret is missing: links cannot be checked.`,
    );
  }
  const isSignedBy = (secret: string): Promise<unknown> =>
    jwtVerify(token, keyOf(secret), {
      algorithms: [ALGORITHM],
      audience: instance,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub', 'jti'],
    });
  try {
    await isSignedBy(current).catch((error: unknown) => {
      if (previous === undefined) throw error;
      return isSignedBy(previous);
    });
  } catch (cause) {
    throw new ChatError('invalid_webhook', 'The link is not one of Muster, or too old.', { cause });
  }
  return readPress(token);
}

/** Reads a token that was verified before. @throws ChatError `invalid_webhook` when it is none. */
export function readPress(token: string): Press {
  try {
    const { sub: user = '', jti: mail = '', action, label } = decodeJwt(token);
    if (typeof action === 'string' && typeof label === 'string') return { user, mail, action, label };
  } catch {
    // Told below.
  }
  throw new ChatError('invalid_webhook', 'The link is not one of Muster.');
}
