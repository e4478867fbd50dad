import { isLikeAlias } from '../action/near-miss.ts';
import { CHAT_ERRORS, ChatError } from '../chat/error.ts';
import type { Inbound } from '../chat/inbound.ts';
import type { MessageRef } from '../chat/message.ts';
import type { Quoted } from '../chat/quoted.ts';
import { firstLine, quotationOf } from '../chat/quoting.ts';
import { problem, type Ask, type Problem } from '../command/ask.ts';
import type { Redact } from '../access/redact.ts';
import type { TenantConfig } from '../config/config.ts';
import { TITLE_LIMIT } from '../incident/command.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { Quotation } from '../incident/quotation.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';
import { PART } from './patience.ts';
import { Unavailable } from './unavailable.ts';

/** Somebody points at a message of people. */
export type Pointing = Extract<Inbound, { kind: 'shortcut' | 'reaction' }>;

/** What is asked of a platform about a message. */
export interface MessageSource {
  /** Reads a message. @throws ChatError */
  read(instance: string, ref: MessageRef): Promise<Quoted>;
  /** @returns the name of a platform's user. @throws ChatError */
  nameOf(instance: string, user: string): Promise<string>;
}

/** A message on the timeline of an incident. */
export interface Noting {
  readonly kind: 'noting';
  readonly incident: IncidentId;
  readonly quoted: Quotation;
  /** What it is noted by once, whoever does it and how often. */
  readonly once?: string;
}

export interface PointingDependencies {
  readonly operations: Operations;
  readonly config: (tenant: string) => TenantConfig;
  readonly source: MessageSource;
  readonly redact: Redact;
  /** @returns who somebody is now whom a platform names. */
  readonly known: (tenant: string, person: Person) => Promise<Person>;
}

const UNREAD = 'The chat platform does not answer. Look at its status, and at the log.';

/** An emoji as the configuration may write it: without colons, skin tone and the sign that asks for colour. */
function bare(emoji: string): string {
  return emoji
    .replace(/^:|:$/g, '')
    .replace(/::?skin-tone-\d:?$/, '')
    .replace(/\uFE0F|\p{Emoji_Modifier}/gu, '')
    .toLowerCase();
}

/**
 * Does anything follow from it? Emoji of people are their own affair, but for those that the configuration names, and so
 * are lines that begin with `!`, but for those that are like an alias.
 */
export function isWanted(
  inbound: Inbound,
  { reactions, catalogue }: Pick<TenantConfig, 'reactions' | 'catalogue'>,
): boolean {
  if (inbound.kind === 'mention' && inbound.exclaimed) return isLikeAlias(inbound.text, catalogue);
  if (inbound.kind !== 'reaction') return true;
  return reactions.timeline.map(bare).includes(bare(inbound.emoji));
}

/** @returns functions that find out what somebody wants who points at a message. */
export function createPointing({ operations, config, source, redact, known }: PointingDependencies) {
  /** The incident of the channel, or the one whose card begins the thread that the message is in. */
  async function incidentAt(
    { tenant, via, patience }: Caller,
    channel: string,
    thread: MessageRef,
  ): Promise<IncidentId | undefined> {
    const own = await operations.incidentOf(tenant, via, channel);
    return own ?? (await operations.cardsIn(tenant, via, channel, patience)).get(thread.id);
  }

  /** @returns the quotation with its author as Muster knows them. */
  async function withAuthor(caller: Caller, quoted: Quotation): Promise<Quotation> {
    const { author } = quoted;
    if (!author) return quoted;
    const { tenant, via, patience } = caller;
    const named = [...config(tenant).people.values()].find(({ chat }) => chat[via] === author.id);
    if (named) return { ...quoted, author: { id: named.id, name: named.name } };
    // Some platforms say who wrote a message by an id alone.
    const name =
      author.name === author.id
        ? await patience.wait(source.nameOf(via, author.id), UNREAD, PART.store).catch(() => author.id)
        : author.name;
    return { ...quoted, author: await known(caller.tenant, { id: `${via}/${author.id}`, name }) };
  }

  async function read(caller: Caller, ref: MessageRef): Promise<Quoted | Problem> {
    try {
      return await caller.patience.wait(source.read(caller.via, ref), UNREAD, PART.store);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (CHAT_ERRORS[error.code].retry) throw new Unavailable(error.message, error);
      return problem(`The message could not be put on the timeline: ${error.message}`);
    }
  }

  return {
    withAuthor,

    /** @returns the form or the note that somebody wants who chose something from a message's menu. */
    async shortcut(
      caller: Caller,
      { shortcut, message, channel }: Extract<Pointing, { kind: 'shortcut' }>,
    ): Promise<Ask | Noting> {
      const { deliveryId: quoted } = caller;
      if (shortcut === 'declare') {
        const title = firstLine(redact(message.text, caller.tenant), TITLE_LIMIT);
        return { kind: 'form', form: 'declare', quoted, ...(title && { initial: { title } }) };
      }
      const incident = await incidentAt(caller, channel, message.thread ?? message.ref);
      if (!incident) return { kind: 'form', form: 'timeline', quoted };
      return { kind: 'noting', incident, quoted: await withAuthor(caller, quotationOf(message)) };
    },

    /** @returns the note that somebody wants who put an emoji on a message; nothing where there is no incident. */
    async reaction(
      caller: Caller,
      { message: ref, channel }: Extract<Pointing, { kind: 'reaction' }>,
    ): Promise<Noting | Problem | undefined> {
      const { tenant, via, patience } = caller;
      const own = await operations.incidentOf(tenant, via, channel);
      const cards = own ? undefined : await operations.cardsIn(tenant, via, channel, patience);
      if (cards?.size === 0) return undefined;
      const denied = await operations.permitted(caller, 'note');
      if (denied) return problem(denied.message);
      const message = await read(caller, ref);
      if ('kind' in message) return message;
      const incident = own ?? cards?.get((message.thread ?? ref).id);
      if (!incident) return undefined;
      const quoted = await withAuthor(caller, quotationOf(message));
      return { kind: 'noting', incident, quoted, once: `message:${ref.channel}/${ref.id}` };
    },
  };
}
