import { z } from 'zod';
import { exclaimed } from '../exclaimed.ts';
import type { Inbound } from '../inbound.ts';
import type { Modal } from '../element.ts';
import type { Quoted } from '../quoted.ts';
import {
  clientInfo,
  conforming,
  executeValue,
  extensionValue,
  linkValue,
  mentionEntity,
  taskValue,
  tenantOf,
  userId,
  type messagePayload,
  type TeamsActivity,
} from './activity.ts';
import { isChannel, readConversation, refOf } from './conversation.ts';
import { modalSchema } from './dialog.ts';
import { tidy } from '../lines.ts';
import { unescape, wordsOf } from './html.ts';

/** How an answer goes back: each kind of invoke wants its own form. */
export type Invoke = 'message' | 'execute' | 'task' | 'extension' | 'link';

/** What came, with what its answer needs to be told in Teams' form. */
export type TeamsInbound = Inbound & {
  readonly invoke?: Invoke;
  /** The form that was submitted, to be shown again when something in it is wrong. */
  readonly form?: Modal;
};

/** What of our own stands behind an action. */
const data = z.object({
  muster: z.object({
    action: z.string().min(1).max(500).optional(),
    select: z.string().min(1).max(100).optional(),
    form: z.unknown().optional(),
  }),
});

function ignored(reason: string): TeamsInbound {
  return { kind: 'ignored', reason };
}

/**
 * Do people of other companies read it? Of a shared channel Teams does not say whose people are in it, so that each counts.
 * Source: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/shared-channels,
 * https://learn.microsoft.com/dotnet/api/microsoft.bot.schema.teams.channelinfo.type
 */
function isShared(activity: TeamsActivity): boolean {
  const ours = tenantOf(activity)?.toLowerCase();
  const { channelData, conversation, from } = activity;
  const isElsewhere = (tenant: string | null | undefined): boolean =>
    Boolean(tenant) && tenant?.toLowerCase() !== ours;
  return (
    channelData?.channel?.type?.toLowerCase() === 'shared' ||
    isElsewhere(conversation.tenantId) ||
    isElsewhere(from.tenantId)
  );
}

/** Who did it, and where. */
function origin(activity: TeamsActivity) {
  const { id, from, conversation } = activity;
  const { channel } = readConversation(conversation.id);
  const ours = tenantOf(activity);
  const outsider = from.tenantId && ours && from.tenantId.toLowerCase() !== ours.toLowerCase();
  return {
    // A message's id is the millisecond in which it was sent: unique in its conversation, not among all of them.
    deliveryId: `${conversation.id}:${id ?? `${activity.replyToId ?? ''}:${from.id}`}`,
    user: {
      id: userId(from),
      name: from.name ?? from.id,
      ...(outsider && { outsider: true }),
      ...zoneOf(activity),
    },
    channel,
  };
}

/** Where the person lives, as the app in their hands tells it. */
function zoneOf({ localTimezone, entities }: TeamsActivity): { timeZone?: string } {
  const [told] = (entities ?? []).flatMap((entity) => clientInfo.safeParse(entity).data?.timezone ?? []);
  const timeZone = localTimezone ?? told;
  return timeZone ? { timeZone } : {};
}

/** @param replyToId id of the message that was pressed. @returns where that message stands. */
function pressed({ conversation, replyToId }: TeamsActivity): { message?: { channel: string; id: string } } {
  return replyToId ? { message: refOf(conversation.id, replyToId) } : {};
}

function valuesOf(given: unknown): Record<string, string> {
  const entries = Object.entries(given as object).filter(
    (entry): entry is [string, string] => entry[0] !== 'muster' && typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, value.slice(0, 100_000)]));
}

/** A form can be shown to whoever does something: in the answer, or else in their chat with the bot. */
function triggerOf(activity: TeamsActivity): string {
  return `${userId(activity.from)} ${activity.conversation.id}`;
}

/** Reads what stands behind a press, whichever way it came. */
function readPress(activity: TeamsActivity, given: unknown, invoke: Invoke): TeamsInbound {
  const ours = data.safeParse(given);
  if (!ours.success) return ignored("the press belongs to no card of Muster's");
  const { action, select, form } = ours.data.muster;
  const from = origin(activity);
  const values = valuesOf(given);
  if (form !== undefined) {
    const modal = conforming(modalSchema, form, 'form');
    const { context } = modal;
    const channel = context['channel'] ?? from.channel;
    const submitted = Object.fromEntries(modal.inputs.map(({ id }) => [id, values[id] ?? '']));
    return {
      kind: 'submit',
      ...from,
      modal: modal.id,
      context,
      values: submitted,
      channel,
      invoke,
      form: modal,
    };
  }
  if (action === undefined) return ignored("the press belongs to no card of Muster's");
  const value = select === undefined ? undefined : values[select];
  return {
    kind: 'press',
    ...from,
    action,
    ...(value && { value }),
    ...pressed(activity),
    trigger: triggerOf(activity),
    invoke,
  };
}

/** Stands in a text for the message that it answers (https://microsoft.github.io/teams-sdk/). */
const QUOTED = /<quoted\b[^>]*>(?:\s*<\/quoted>)?/gi;

/** Is it Muster that is mentioned? Other bots' ids begin as its own does. */
const isBot = (mentioned: { id: string }, { recipient }: TeamsActivity): boolean =>
  mentioned.id === recipient?.id;

/** @returns the text that people wrote: the bot's own mention left out, others as `<@id>`, lines as they are. */
function wordsWithoutBot(activity: TeamsActivity, objectId: (mri: string) => string | undefined): string {
  let text = (activity.text ?? '').replace(QUOTED, ' ');
  for (const entity of activity.entities ?? []) {
    const read = mentionEntity.safeParse(entity);
    if (!read.success) continue;
    const { mentioned, text: at } = read.data;
    const bot = isBot(mentioned, activity);
    const known = mentioned.aadObjectId?.toLowerCase() ?? objectId(mentioned.id);
    const shown = mentioned.name ? `@${mentioned.name}` : '';
    text = text.replaceAll(at, bot ? ' ' : known ? `<@${known}>` : shown);
  }
  const bare = text.replace(/<at\b[^>]*>([^<]*)<\/at>/gi, '@$1');
  return tidy(unescape(bare));
}

/** Is the bot spoken to? In teams whose messages it may read it is told of all of them. */
function isAddressed(activity: TeamsActivity): boolean {
  const { conversation, entities } = activity;
  if (conversation.conversationType === 'personal') return true;
  return (entities ?? []).some((entity) => {
    const read = mentionEntity.safeParse(entity);
    return read.success && isBot(read.data.mentioned, activity);
  });
}

/** `/im ack 42`, as it is typed elsewhere: a command, to which a form may be opened. */
const COMMAND = /^\/?im(?=\s|$)\s*/i;

function readMessage(activity: TeamsActivity, objectId: (mri: string) => string | undefined): TeamsInbound {
  // What an app writes must not start a conversation without end.
  if (activity.from.id.startsWith('28:')) return ignored('an app speaks');
  if (activity.value !== undefined && activity.value !== null && !activity.text)
    return readPress(activity, activity.value, 'message');
  const words = wordsWithoutBot(activity, objectId);
  const sentence = isAddressed(activity) ? undefined : exclaimed(words);
  if (!isAddressed(activity) && sentence === undefined) return ignored('nobody speaks to Muster');
  const text = sentence ?? words;
  const from = origin(activity);
  const { id, conversation } = activity;
  if (sentence === undefined && COMMAND.test(text)) {
    return {
      kind: 'command',
      ...from,
      text: text.replace(COMMAND, ''),
      trigger: triggerOf(activity),
      invoke: 'message',
    };
  }
  const { channel, root } = readConversation(conversation.id);
  const began = root ?? id;
  const thread = isChannel(channel) && began ? { thread: { channel, id: began } } : {};
  const how = sentence === undefined ? {} : { exclaimed: true as const };
  return { kind: 'mention', ...how, ...from, text, ...thread, invoke: 'message' };
}

function quoted(activity: TeamsActivity, message: z.infer<typeof messagePayload>): Quoted {
  const { body, from, attachments, linkToMessage, id } = message;
  const content = body?.content ?? '';
  const author = from?.user?.id;
  const { channel, root } = readConversation(activity.conversation.id);
  const files = (attachments ?? []).flatMap(({ name, contentUrl }) =>
    contentUrl ? [{ name: name ?? contentUrl, link: contentUrl }] : [],
  );
  return {
    ref: refOf(activity.conversation.id, id),
    ...(root !== undefined && root !== id && { thread: { channel, id: root } }),
    text: body?.contentType === 'text' ? content : wordsOf(content),
    ...(author && {
      author: { id: author.toLowerCase(), ...(from.user?.displayName && { name: from.user.displayName }) },
    }),
    ...(linkToMessage && { link: linkToMessage }),
    ...(files.length > 0 && { files }),
  };
}

/** The commands of the message extension, as the app package names them. */
const SHORTCUTS = { declare: 'declare', timeline: 'timeline' } as const;

function readExtension(activity: TeamsActivity): TeamsInbound {
  const { commandId, messagePayload: message } = conforming(
    extensionValue,
    activity.value,
    'message extension',
  );
  const shortcut = Object.hasOwn(SHORTCUTS, commandId)
    ? SHORTCUTS[commandId as keyof typeof SHORTCUTS]
    : undefined;
  if (!shortcut) return ignored(`there is no command ${commandId.slice(0, 40)}`);
  const from = origin(activity);
  if (message)
    return {
      kind: 'shortcut',
      ...from,
      shortcut,
      message: quoted(activity, message),
      trigger: triggerOf(activity),
      invoke: 'extension',
    };
  // Chosen without a message: a form to declare with.
  return shortcut === 'declare'
    ? { kind: 'press', ...from, action: 'open:declare', trigger: triggerOf(activity), invoke: 'extension' }
    : ignored('the command was chosen without a message');
}

function readInvoke(activity: TeamsActivity): TeamsInbound {
  switch (activity.name) {
    case 'adaptiveCard/action': {
      const { action } = conforming(executeValue, activity.value, 'press');
      return readPress(activity, action.data, 'execute');
    }
    case 'task/fetch':
    case 'task/submit':
      return readPress(activity, conforming(taskValue, activity.value, 'dialog').data, 'task');
    case 'composeExtension/fetchTask':
      return readExtension(activity);
    case 'composeExtension/submitAction':
      return readPress(
        activity,
        conforming(extensionValue, activity.value, 'message extension').data,
        'extension',
      );
    case 'composeExtension/queryLink':
    case 'composeExtension/anonymousQueryLink': {
      const from = origin(activity);
      const { url } = conforming(linkValue, activity.value, 'link');
      const message = { channel: activity.conversation.id, id: activity.id ?? from.deliveryId };
      const shared = isShared(activity) && { shared: true as const };
      return { kind: 'links', ...from, links: [url], ...shared, message, invoke: 'link' };
    }
    default:
      return ignored(`the invoke ${activity.name?.slice(0, 60) ?? ''} asks for nothing`);
  }
}

/** Names of the reactions that Teams has always had; the others are called `1f440_eyes`. */
const REACTIONS: Readonly<Record<string, string>> = {
  like: '👍',
  heart: '❤️',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😠',
};

function emoji(type: string): string {
  const code = /^([0-9a-f]{4,5})(?:[-_]|$)/i.exec(type)?.[1];
  return REACTIONS[type] ?? (code ? String.fromCodePoint(Number.parseInt(code, 16)) : type);
}

/**
 * Reads a verified activity.
 * @param objectId finds a user's id by Teams' own, `29:…`, where it is known.
 * @throws ChatError `invalid_webhook` when fields are missing or of a wrong kind.
 */
export function readInbound(
  activity: TeamsActivity,
  objectId: (mri: string) => string | undefined = () => undefined,
): TeamsInbound {
  switch (activity.type) {
    case 'message':
      return readMessage(activity, objectId);
    case 'invoke':
      return readInvoke(activity);
    case 'messageReaction': {
      const [first] = activity.reactionsAdded ?? [];
      if (!first || !activity.replyToId) return ignored('a reaction was taken away');
      const message = refOf(activity.conversation.id, activity.replyToId);
      return { kind: 'reaction', ...origin(activity), emoji: emoji(first.type), message };
    }
    default:
      return ignored(`the activity ${activity.type.slice(0, 60)} asks for nothing`);
  }
}
