import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/** @returns a name as conversations.create takes it: lower-case letters, digits, hyphens and underscores, 80 at most. */
export function channelName(wished: string): string {
  const slug = wished
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, LIMITS.channelName)
    .replace(/^-+|-+$/g, '');
  return slug || 'incident';
}

/** @returns a topic within Slack's length. */
export function channelTopic(topic: string): string {
  return bounded(topic, LIMITS.topic);
}

/** Slack's ids of channels, groups and direct messages; names are lower-case and cannot be mistaken for one. */
export function isChannelId(nameOrId: string): boolean {
  return /^[CGD][A-Z0-9]{7,}$/.test(nameOrId);
}
