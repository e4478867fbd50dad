import type { Destination } from '../../src/chat/provider.ts';
import { targetName, type ChannelTarget, type Target } from '../../src/escalation/policy.ts';
import type { IncidentInput } from './messages.ts';

/** One way to reach a target. */
export interface Way {
  readonly instance: string;
  readonly to: Destination;
  /** What people call it. */
  readonly name: string;
  /** Unique among all ways; part of the idempotency key. */
  readonly address: string;
  /** The target's own, not a fallback. */
  readonly own: boolean;
  /** Of an account that its owner has linked: the person, who may have ended that since. */
  readonly linkedTo?: string;
}

/**
 * @returns the channels that take what cannot be delivered where it should. None for a private incident, of which
 * nobody outside may hear.
 */
export function fallbacks({ declaration, routing }: IncidentInput): readonly ChannelTarget[] {
  return declaration.private ? [] : routing.fallback;
}

function toChannel(target: ChannelTarget, own: boolean): Way {
  const { instance, channel } = target;
  return { instance, to: { channel }, name: targetName(target), address: targetName(target), own };
}

/**
 * @returns all ways to reach a target, the preferred first, the fallback channels last. A private incident is told to
 * no channel but its own.
 */
export function waysTo(target: Target, input: IncidentInput): Way[] {
  const { declaration } = input;
  const own: Way[] =
    target.kind === 'channel'
      ? declaration.private
        ? []
        : [toChannel(target, true)]
      : target.contacts.map(({ instance, user, linked }) => ({
          instance,
          to: { user },
          name: `${instance}/@${target.person.name}`,
          address: `${instance}/@${user}`,
          own: true,
          ...(linked && { linkedTo: target.person.id }),
        }));
  const others = fallbacks(input).filter((channel) => targetName(channel) !== targetName(target));
  return [...own, ...others.map((channel) => toChannel(channel, false))];
}
