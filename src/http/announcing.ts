import { CHAT_ERRORS, ChatError } from '../chat/error.ts';
import type { ChatChannel } from '../chat/provider.ts';
import type { RoutingPlan } from '../chat/routing.ts';
import type { ChannelTarget } from '../escalation/policy.ts';
import type { Caller } from './caller.ts';
import { isAway } from './errors.ts';
import { PART } from './patience.ts';

/** A channel that hears of an incident because its declarer wanted that. */
export interface AlsoIn {
  readonly target: ChannelTarget;
  /** What the platform calls it, without `#`, where that is known. */
  readonly name?: string;
}

/** @throws ChatError */
export type FindChannel = (instance: string, nameOrId: string) => Promise<ChatChannel>;

const SILENT = 'The platform did not say which channel that is.';

/**
 * Finds the channel that somebody chose on their own platform.
 * @param named its id or name.
 * @returns why there is none; where the platform does not say in time, what was named.
 */
export async function alsoIn(
  find: FindChannel,
  { via: instance, patience }: Pick<Caller, 'via' | 'patience'>,
  named: string,
): Promise<AlsoIn | { readonly refused: string }> {
  const target = (channel: string): ChannelTarget => ({ kind: 'channel', instance, channel });
  try {
    const { id, name } = await patience.wait(find(instance, named), SILENT, PART.store);
    return { target: target(id), name };
  } catch (error) {
    if (error instanceof ChatError && !CHAT_ERRORS[error.code].retry) return { refused: error.message };
    if (error instanceof ChatError || isAway(error)) return { target: target(named) };
    throw error;
  }
}

/** @returns the routing with one channel more, unless it is told anyway under its id or its name. */
export function announcedIn(routing: RoutingPlan, { target, name }: AlsoIn): RoutingPlan {
  const bare = (text: string): string => text.replace(/^#/, '').toLowerCase();
  const same = (one: ChannelTarget): boolean =>
    one.instance === target.instance &&
    (one.channel === target.channel || (name !== undefined && bare(one.channel) === bare(name)));
  const more = (told: readonly ChannelTarget[]): readonly ChannelTarget[] =>
    told.some(same) ? told : [...told, target];
  const { announce } = routing;
  return {
    ...routing,
    announce: {
      'SEV-1': more(announce['SEV-1']),
      'SEV-2': more(announce['SEV-2']),
      'SEV-3': more(announce['SEV-3']),
      'SEV-4': more(announce['SEV-4']),
    },
  };
}
