import { CHAT_ERRORS, ChatError } from '../src/chat/error.ts';
import type { Lane, Turn } from '../src/chat/lane.ts';
import type { MessageRef } from '../src/chat/message.ts';
import type { ChatChannel, PacedOperation, Provider } from '../src/chat/provider.ts';
import type { AccountOf } from './account.ts';
import type { Effects } from './effect.ts';
import { inTemporalsTerms } from './failure.ts';

/** A change of a channel: the idempotency key, and whose it is. */
interface ChannelChange {
  readonly key: string;
  readonly tenant: string;
  readonly incident: string;
  readonly instance: string;
  /** Its place in the queue where the platform's limits left no room for it before. */
  readonly turn?: Turn;
}

export interface ChannelOpening extends ChannelChange {
  /** Wished name; a suffix makes it unique. */
  readonly name: string;
  readonly private: boolean;
  readonly topic: string;
  /** A channel of the instance in which the incident is announced. */
  readonly near?: string;
}

export interface Invitation extends ChannelChange {
  readonly channel: string;
  /** Muster's id of the person. */
  readonly person: string;
}

export interface ChannelActivities {
  /** Creates the incident's channel, or finds the one that an earlier attempt created. */
  openChannel(opening: ChannelOpening): Promise<ChatChannel>;
  setChannelTopic(change: ChannelChange & { channel: string; topic: string }): Promise<void>;
  /** Invites somebody, unless they have no account there; who is in the channel already is no error. */
  inviteToChannel(invitation: Invitation): Promise<void>;
  /** Pins the card, and puts an address at the top of the channel where the platform has that. */
  pinCard(
    pin: ChannelChange & { ref: MessageRef; bookmark?: { title: string; link: string } },
  ): Promise<void>;
  archiveChannel(archive: ChannelChange & { channel: string }): Promise<void>;
}

/** How many names are tried before giving up: `name`, `name-2`, … */
const NAMES_TRIED = 20;

/** How far a platform's clock may be behind ours, in milliseconds. */
const CLOCK_SKEW_MS = 5_000;

export function createChannelActivities(deps: {
  provider: (tenant: string, instance: string) => Provider;
  effects: Effects;
  accountOf: AccountOf;
}): ChannelActivities {
  const change = async (
    what: ChannelChange,
    operations: readonly PacedOperation[],
    channel: string,
    act: (provider: Provider) => Promise<void>,
  ): Promise<void> => {
    const { key, tenant, incident, instance, turn } = what;
    await deps.effects<undefined>({
      plan: { key, tenant, incident, instance, target: `${instance}/${channel}` },
      // People want in; the rest only has to be so in the end.
      urgency: operations.includes('invite') ? 'news' : 'quiet',
      turn,
      lanes: async () => {
        const provider = deps.provider(tenant, instance);
        const all = new Map<string, Lane>();
        for (const one of operations)
          for (const lane of await provider.lanes(one, { channel })) all.set(lane.name, lane);
        return [...all.values()];
      },
      async act() {
        await act(deps.provider(tenant, instance));
        return undefined;
      },
    });
  };

  return {
    async openChannel(opening) {
      const { key, tenant, incident, instance, name, turn } = opening;
      const ref = await deps.effects<MessageRef>({
        plan: { key, tenant, incident, instance, target: `${instance}/#${name}` },
        urgency: 'news',
        turn,
        lanes: () => deps.provider(tenant, instance).lanes('createChannel', { channel: name }),
        act: (since) => create(deps.provider(tenant, instance), opening, since),
      });
      return { id: ref.channel, name: ref.id };
    },
    setChannelTopic: (what) =>
      change(what, ['setTopic'], what.channel, (provider) =>
        provider.setTopic(what.channel, what.topic).catch(unlessLacking),
      ),
    async inviteToChannel(what) {
      const provider = await inTemporalsTerms(() => deps.provider(what.tenant, what.instance));
      const user = await deps.accountOf(what.tenant, what.person, provider);
      // An operator of Temporal, an API token, a colleague on another platform: nobody whom this one could invite.
      if (user === undefined) return;
      await change(what, ['invite'], what.channel, (provider) => provider.invite(what.channel, [user]));
    },
    async pinCard(what) {
      const { ref, bookmark } = what;
      const { capabilities } = await inTemporalsTerms(() => deps.provider(what.tenant, what.instance));
      const bookmarks = bookmark && capabilities.bookmarks;
      await change(what, bookmarks ? ['bookmark', 'pin'] : ['pin'], ref.channel, async (provider) => {
        if (bookmark && provider.capabilities.bookmarks)
          await provider.bookmark(ref.channel, bookmark.title, bookmark.link).catch(unlessGone);
        await provider.pin(ref);
      });
    },
    archiveChannel: (what) =>
      change(what, ['archive'], what.channel, (provider) => provider.archive(what.channel)),
  };
}

/**
 * Creates the channel under the first free name. When an earlier attempt may have created it, a taken name that
 * appeared since, with a topic of ours or none yet, is that channel: platforms have no idempotency key for channels.
 * @param since when that attempt began, epoch milliseconds.
 */
async function create(
  provider: Provider,
  opening: ChannelOpening,
  since: number | undefined,
): Promise<MessageRef> {
  const isOurs = ({ topic, createdAt }: ChatChannel, after: number): boolean => {
    if (createdAt === undefined) return topic === opening.topic;
    return createdAt >= after - CLOCK_SKEW_MS && (!topic || topic.startsWith(`${opening.incident} `));
  };
  for (let tried = 1; tried <= NAMES_TRIED; tried++) {
    const name = tried === 1 ? opening.name : `${opening.name}-${tried}`;
    try {
      const { topic, near } = opening;
      const wanted = { name, private: opening.private, topic, ...(near !== undefined && { near }) };
      const channel = await provider.createChannel(wanted);
      return { channel: channel.id, id: channel.name };
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'name_taken') throw error;
      if (since === undefined) continue;
      const taken = await provider.findChannel(name).catch(unlessGone);
      if (!taken || !isOurs(taken, since)) continue;
      await provider.setTopic(taken.id, opening.topic).catch(unlessLacking);
      return { channel: taken.id, id: taken.name };
    }
  }
  throw new ChatError(
    'name_taken',
    `#${opening.name} and ${NAMES_TRIED - 1} variants of it are taken; archive old incident channels.`,
  );
}

/** Where a channel has nothing of the kind, there is nothing to keep in step: a thread has no topic. */
function unlessLacking(error: unknown): undefined {
  if (error instanceof ChatError && error.code === 'operation_not_supported') return undefined;
  throw error;
}

/** What will not be possible later either is done without: such as an archived channel, which is not found by its name. */
function unlessGone(error: unknown): undefined {
  if (error instanceof ChatError && !CHAT_ERRORS[error.code].retry) return undefined;
  throw error;
}
