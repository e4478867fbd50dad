import type { Delivery } from '../src/chat/delivery.ts';
import { quietMessage } from '../src/chat/quiet-notice.ts';
import { targetName, type ChannelTarget } from '../src/escalation/policy.ts';
import type { IntegrationRef } from '../src/inbox/batch.ts';
import { lookForQuiet, type Heard, type QuietNews, type QuietState } from '../src/inbox/quiet.ts';
import type { InboxStore } from '../src/mongo/inbox-store.ts';
import type { RevisedStore } from '../src/mongo/revised-store.ts';

/** Something that is to be told. */
export interface QuietTelling {
  readonly tenant: string;
  readonly key: string;
  /** In one line, for who reads the Temporal UI. */
  readonly what: string;
  /** To each channel of those who run Muster. */
  readonly deliveries: readonly Delivery[];
}

export interface QuietActivities {
  /** Looks from which integrations nothing comes any more. May be repeated. @returns what is not told yet. */
  findQuiet(): Promise<readonly QuietTelling[]>;
  /** Notes that something is told. */
  quietTold(told: { readonly tenant: string; readonly key: string }): Promise<void>;
}

export interface QuietDependencies {
  readonly tenants: () => readonly string[];
  /** The integrations of a tenant. */
  readonly integrations: (tenant: string) => readonly Omit<Heard, 'lastAt'>[];
  /** Where those who run Muster are told. */
  readonly operators: (tenant: string) => readonly ChannelTarget[];
  /** Address of an integration's page. */
  readonly pageOf: (ref: IntegrationRef) => string;
  readonly inbox: Pick<InboxStore, 'standing'>;
  /** By tenant. */
  readonly store: RevisedStore<QuietState>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Most integrations whose inboxes are looked at at once. */
const AT_ONCE = 16;

export function createQuietActivities(deps: QuietDependencies): QuietActivities {
  const { store } = deps;

  async function heardOf(tenant: string): Promise<readonly Heard[]> {
    const all = deps.integrations(tenant);
    const heard: Heard[] = [];
    for (let n = 0; n < all.length; n += AT_ONCE)
      heard.push(
        ...(await Promise.all(
          all.slice(n, n + AT_ONCE).map(async (one) => {
            const standing = await deps.inbox.standing({ tenant, integration: one.id });
            return { ...one, lastAt: standing?.lastReceivedAt };
          }),
        )),
      );
    return heard;
  }

  function tellingOf(tenant: string, news: QuietNews): QuietTelling {
    const message = quietMessage(news, (integration) => deps.pageOf({ tenant, integration }));
    return {
      tenant,
      key: news.key,
      what: message.summary,
      deliveries: deps.operators(tenant).map((channel) => ({
        key: `${tenant}:${news.key}:${targetName(channel)}`,
        tenant,
        instance: channel.instance,
        to: { channel: channel.channel },
        message,
      })),
    };
  }

  return {
    async findQuiet() {
      const found: QuietTelling[] = [];
      for (const tenant of deps.tenants()) {
        const known = await store.find(tenant);
        const state = lookForQuiet(known?.state, await heardOf(tenant), deps.now());
        // What is to be told is kept first: whoever takes over from here tells the same by the same key.
        if ((await store.save(tenant, state, known?.revision)) === undefined)
          throw new Error('somebody else looks for the same');
        found.push(...state.untold.map((news) => tellingOf(tenant, news)));
      }
      return found;
    },

    async quietTold({ tenant, key }) {
      for (let known = await store.find(tenant); known; known = await store.find(tenant)) {
        const untold = known.state.untold.filter((one) => one.key !== key);
        if ((await store.save(tenant, { ...known.state, untold }, known.revision)) !== undefined) return;
      }
    },
  };
}
