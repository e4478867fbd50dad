import { OverwriteType, PermissionFlagsBits } from 'discord.js';
import type { ChannelResource, Overwrite } from './resources.ts';

const { ViewChannel, SendMessages, SendMessagesInThreads, ReadMessageHistory } = PermissionFlagsBits;
const { AddReactions, CreatePublicThreads, CreatePrivateThreads } = PermissionFlagsBits;

/** Every permission that the bot asks for, with the reason; nothing is asked for that is not used. */
export const RIGHTS: Readonly<Partial<Record<keyof typeof PermissionFlagsBits, string>>> = {
  ViewChannel: 'finds channels by name',
  SendMessages: 'posts cards, pages and answers',
  EmbedLinks: 'draws messages as embeds',
  ReadMessageHistory:
    'looks a message up after an unclear failure, and reads what gets the emoji of the timeline',
  CreatePublicThreads: 'begins the thread of a card',
  SendMessagesInThreads: 'tells the story of an incident in that thread',
  ManageThreads: "closes incidents' threads for good",
  PinMessages: "pins the incident's card",
  ManageChannels: "makes, names and archives incidents' channels",
  ManageRoles: 'says who sees a private channel and who writes in an archived one ("Manage Permissions")',
  AddReactions: 'may take this from others in an archived channel only if it has it itself',
  CreatePrivateThreads: 'makes the threads of private incidents; may take this from others only if it has it',
};

/** The same as the number that the address of an invitation has. */
export const PERMISSIONS: bigint = (Object.keys(RIGHTS) as (keyof typeof RIGHTS)[]).reduce(
  (all, name) => all | PermissionFlagsBits[name],
  0n,
);

/** What an invited person may do. */
const GUEST = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory;

/** What nobody may do any more in an archived channel. */
const WRITE =
  SendMessages | SendMessagesInThreads | AddReactions | CreatePublicThreads | CreatePrivateThreads;

/** @returns the overwrite that lets an invited person in. */
export function guest(): { type: OverwriteType; allow: string; deny: string } {
  return { type: OverwriteType.Member, allow: String(GUEST), deny: '0' };
}

/** @returns who may see a private channel at first: the bot. @param everyone id of the role, which is the server's. */
export function hidden(everyone: string, bot: string): Overwrite[] {
  return [
    { id: everyone, type: OverwriteType.Role, allow: '0', deny: String(ViewChannel) },
    { id: bot, type: OverwriteType.Member, allow: String(ViewChannel), deny: '0' },
  ];
}

/**
 * Discord knows no archived channels. One in which Muster's own bot may not write counts as archived: that is written
 * on the channel itself, and seen by every process.
 */
export function isArchived({ permission_overwrites }: ChannelResource, bot: string): boolean {
  return permission_overwrites.some(({ id, deny }) => id === bot && (BigInt(deny) & SendMessages) !== 0n);
}

/** @returns a channel's overwrites when everybody who saw it still sees it, and nobody writes. */
export function archived(channel: ChannelResource, everyone: string, bot: string): Overwrite[] {
  const all = new Map(channel.permission_overwrites.map((one) => [one.id, one]));
  const blank = { allow: '0', deny: '0' };
  const first = [
    { id: everyone, type: OverwriteType.Role, ...blank },
    { id: bot, type: OverwriteType.Member, ...blank, allow: String(ViewChannel) },
  ];
  for (const one of first) if (!all.has(one.id)) all.set(one.id, one);
  return [...all.values()].map((one) => ({
    ...one,
    allow: String(BigInt(one.allow) & ~WRITE),
    deny: String(BigInt(one.deny) | WRITE),
  }));
}
