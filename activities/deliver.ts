import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Account } from '../src/access/account.ts';
import { NOT_LINKED, NOT_WANTED } from '../src/chat/delivery.ts';
import type { Delivery } from '../src/chat/delivery.ts';
import type { Urgency } from '../src/chat/lane.ts';
import type { MessageRef } from '../src/chat/message.ts';
import type { Destination, Provider, SendOptions } from '../src/chat/provider.ts';
import type { Effects } from './effect.ts';
import type { UnlessTroubled } from './known-trouble.ts';
import type { Localise } from './localise.ts';

export interface DeliverActivities {
  /** Sends a message once. @returns where it stands; undefined for private messages, which have no address. */
  deliver(delivery: Delivery): Promise<MessageRef | undefined>;
  /** Sends a page, unless the incident no longer wants it; cancellable between and during attempts. */
  page(delivery: Delivery): Promise<MessageRef | undefined>;
}

/** Where a message goes on its platform. */
interface MessageWay {
  readonly to: Destination;
  readonly thread?: MessageRef;
  /** Set when only one person in a channel is to see it. */
  readonly alone?: { readonly channel: string; readonly user: string };
}

/** What is for one person in a channel goes to them directly where the platform has no private replies. */
function wayOf({ to, thread, privatelyTo: user }: Delivery, { capabilities }: Provider): MessageWay {
  const there = { to, ...(thread && { thread }) };
  if (user === undefined || !('channel' in to)) return there;
  return capabilities.privateReplies ? { ...there, alone: { channel: to.channel, user } } : { to: { user } };
}

export function createDeliverActivities(deps: {
  provider: (tenant: string, instance: string) => Provider;
  effects: Effects;
  localise: Localise;
  unlessTroubled: UnlessTroubled;
  /** @returns every account of a person. */
  accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
  /** Asks the incident itself whether a page is still to be sent. */
  pageWanted: (workflowId: string, key: string) => Promise<boolean>;
}): DeliverActivities {
  async function send(
    delivery: Delivery,
    urgency: Urgency,
    ready?: () => Promise<void>,
  ): Promise<MessageRef | undefined> {
    const { key, tenant, incident, instance, to, turn, instead } = delivery;
    const target = 'channel' in to ? `${instance}/${to.channel}` : `${instance}/@${to.user}`;
    return deps.effects<MessageRef | undefined>({
      plan: {
        key,
        tenant,
        instance,
        target,
        ...(incident !== undefined && { incident }),
        ...(instead !== undefined && { instead }),
      },
      urgency,
      turn,
      async ready() {
        if (delivery.linkedTo !== undefined) await unlessUnlinked(delivery, delivery.linkedTo);
        if (delivery.unlessTroubled) await deps.unlessTroubled(tenant, instance);
        await ready?.();
      },
      lanes() {
        const provider = deps.provider(tenant, instance);
        const { to, alone } = wayOf(delivery, provider);
        return provider.lanes(alone ? 'sendPrivately' : 'send', to);
      },
      async act() {
        const provider = deps.provider(tenant, instance);
        const message = await deps.localise(delivery.message, instance, tenant);
        const { to, thread, alone } = wayOf(delivery, provider);
        const options: SendOptions = {
          key,
          signal: Context.current().cancellationSignal,
          ...(thread && { thread }),
          ...(delivery.alsoInChannel && { alsoInChannel: true }),
        };
        if (!alone) return provider.send(to, message, options);
        await provider.sendPrivately(alone.channel, alone.user, message, options);
        return undefined;
      },
      async find(since) {
        const provider = deps.provider(tenant, instance);
        const { to, thread, alone } = wayOf(delivery, provider);
        if (alone || provider.capabilities.deduplication !== 'lookup') return undefined;
        return provider.find(to, key, since, thread);
      },
    });
  }

  /** A page is worth more than knowing it for certain: while the store is away it is sent. */
  async function unlessUnlinked({ tenant, instance, to }: Delivery, person: string): Promise<void> {
    const accounts = await deps.accountsOf(tenant, person).catch(() => undefined);
    const theirs = (one: Account): boolean =>
      one.instance === instance && 'user' in to && one.user === to.user;
    if (!accounts || accounts.some(theirs)) return;
    const message = 'the account is no longer linked with the person';
    throw ApplicationFailure.create({ message, type: NOT_LINKED, nonRetryable: true });
  }

  /** A worker that died took the cancellation with it: before trying again the incident is asked. */
  async function unlessUnwanted({ key }: Delivery): Promise<void> {
    const { attempt, workflowExecution } = Context.current().info;
    if (attempt === 1 || !workflowExecution) return;
    if (await deps.pageWanted(workflowExecution.workflowId, key)) return;
    // Not a success: an incident that only pauses, to begin a new run, has still to page.
    throw ApplicationFailure.create({
      message: 'the page is no longer wanted',
      type: NOT_WANTED,
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
    });
  }

  return {
    deliver: (delivery) => send(delivery, delivery.quiet ? 'quiet' : 'news'),
    page: (delivery) => send(delivery, 'page', () => unlessUnwanted(delivery)),
  };
}
