import { createHash } from 'node:crypto';
import type { APIEmbed } from 'discord.js';
import { LIMITS } from './limits.ts';
import { escape } from './markdown.ts';

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

/**
 * @returns the embeds of which the first carries the key. Where there is none, because the text above says it all, a
 * small one with the id of the incident with which the summary begins.
 */
export function bearing(embeds: readonly APIEmbed[], summary: string, url: string): APIEmbed[] {
  const [, id = 'Muster'] = /^(INC-\d+)(?=:| )/.exec(summary) ?? [];
  const [first = { description: `-# ${escape(id)}` }, ...others] = embeds;
  return [{ ...first, url }, ...others];
}

/** The inverse of {@link keyUrl}. @returns undefined for any other address. */
export function nonceIn(url: string | undefined): string | undefined {
  return /^https:\/\/discord\.com\/channels\/\d+#muster-([\w-]{24})$/.exec(url ?? '')?.[1];
}
