import { createHash } from 'node:crypto';
import { LIMITS } from './limits.ts';

/**
 * @returns a send's key as short as Discord wants a nonce. With `enforce_nonce` the same nonce gives the same message
 * for "the past few minutes" (https://docs.discord.com/developers/resources/message#create-message).
 */
export function nonceOf(key: string): string {
  return createHash('sha256')
    .update(key)
    .digest('base64url')
    .slice(0, LIMITS.nonce - 1);
}

/**
 * Discord shows a nonce to whoever sends and in the gateway's event, but not when the message is read again. So the key
 * also travels as the address of the message's first embed, which nobody sees there because the embed has no title.
 * @returns an address that is harmless to follow.
 */
export function keyUrl(guild: string, nonce: string): string {
  return `https://discord.com/channels/${guild}#muster-${nonce}`;
}

/** The inverse of {@link keyUrl}. @returns undefined for any other address. */
export function nonceIn(url: string | undefined): string | undefined {
  return /^https:\/\/discord\.com\/channels\/\d+#muster-([\w-]{24})$/.exec(url ?? '')?.[1];
}
