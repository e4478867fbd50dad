import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/** @returns a name as Discord takes it for a text channel: lower-case letters, digits, hyphens and underscores. */
export function channelName(wished: string): string {
  const slug = wished
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    // The other platforms' names end at 80.
    .slice(0, 80)
    .replace(/^-+|-+$/g, '');
  return slug || 'incident';
}

/** Formatting, mentions and masked links are shown in topics too; an id such as INC-42 stays as it is. */
const MARKUP = /[\\*_~`|<>@[\]]/g;

/** @returns a topic that is shown as it stands, within Discord's length. */
export function channelTopic(topic: string): string {
  let words = bounded(topic, LIMITS.topic);
  let drawn = words.replace(MARKUP, '\\$&');
  while (drawn.length > LIMITS.topic) {
    words = bounded(topic, words.length - (drawn.length - LIMITS.topic));
    drawn = words.replace(MARKUP, '\\$&');
  }
  return drawn;
}

/** The inverse of {@link channelTopic}, but for what was too long. */
export function readTopic(topic: string): string {
  return topic.replace(/\\([\\*_~`|<>@[\]])/g, '$1');
}

/** Discord's ids; a channel of only digits that long has to be given by its id. */
export function isId(nameOrId: string): boolean {
  return /^\d{15,21}$/.test(nameOrId);
}
