import { tidy } from '../lines.ts';
import { utc } from '../text.ts';
import { nameOf, type UserResource } from './resources.ts';

/**
 * Turns what somebody wrote into what they typed: a mention of a user stays recognisable, `<@123>`.
 * @param bot id of the user whose mentions are left out.
 */
export function typed(content: string, bot: string): string {
  return tidy(content.replace(/<@!(\d+)>/g, '<@$1>').replaceAll(`<@${bot}>`, ' '));
}

/** @returns a text as its readers see it, without mentions' and emojis' codes. @param mentions whom it names. */
export function shown(content: string, mentions: readonly UserResource[]): string {
  const names = new Map(mentions.map((user) => [user.id, nameOf(user)]));
  return content
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<a?(:\w+:)\d+>/g, '$1')
    .replace(/<t:(-?\d{1,13})(?::[tTdDfFsSR])?>/g, (_, at: string) => instant(Number(at)))
    .trim();
}

function instant(seconds: number): string {
  const at = seconds * 1000;
  return Math.abs(at) <= 8.64e15 ? utc(at) : String(seconds);
}
