import type { Inbound } from '../inbound.ts';
import { addressed, refIn } from './address.ts';
import { mentionsIn } from './workspaces.ts';

/**
 * @param team the workspace, when it is not the default one.
 * @returns what somebody did there with every channel, user, message and trigger as it is called outside of it.
 */
export function elsewhere(inbound: Inbound, team: string | undefined): Inbound {
  if (team === undefined || !('user' in inbound)) return inbound;
  const user = { ...inbound.user, id: addressed(team, inbound.user.id) };
  const channel = (id: string): { channel: string } => ({ channel: addressed(team, id) });
  const trigger = 'trigger' in inbound ? { trigger: addressed(team, inbound.trigger) } : {};
  switch (inbound.kind) {
    case 'command':
      return {
        ...inbound,
        ...trigger,
        ...channel(inbound.channel),
        user,
        text: mentionsIn(team, inbound.text),
      };
    case 'mention': {
      const { thread } = inbound;
      const text = mentionsIn(team, inbound.text);
      return {
        ...inbound,
        ...channel(inbound.channel),
        user,
        text,
        ...(thread && { thread: refIn(team, thread) }),
      };
    }
    case 'press': {
      const { channel: at, message } = inbound;
      return {
        ...inbound,
        ...trigger,
        user,
        ...(at !== undefined && channel(at)),
        ...(message && { message: refIn(team, message) }),
      };
    }
    case 'shortcut': {
      const { author, thread, ref, ...message } = inbound.message;
      return {
        ...inbound,
        ...trigger,
        ...channel(inbound.channel),
        user,
        message: {
          ...message,
          ref: refIn(team, ref),
          ...(thread && { thread: refIn(team, thread) }),
          ...(author && { author: { ...author, id: addressed(team, author.id) } }),
        },
      };
    }
    case 'reaction':
    case 'links':
      return { ...inbound, ...channel(inbound.channel), user, message: refIn(team, inbound.message) };
    case 'suggest':
      return {
        ...inbound,
        user,
        ...(inbound.channel !== undefined && channel(inbound.channel)),
      };
    case 'submit':
      // The channel comes from the form's own context, where it is written as outside.
      return { ...inbound, user, values: idsIn(team, inbound.values) };
    case 'home':
      return { ...inbound, user };
  }
}

/** The fields in which forms have a person and a channel. */
function idsIn(team: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const { person, announce } = values;
  return {
    ...values,
    ...(person && /^[UW][A-Z0-9]+$/.test(person) && { person: addressed(team, person) }),
    ...(announce && /^[CG][A-Z0-9]+$/.test(announce) && { announce: addressed(team, announce) }),
  };
}
