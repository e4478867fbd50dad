import type { Db } from 'mongodb';
import type { HttpAnswer } from '../chat/inbound.ts';
import type { Quotation } from '../incident/quotation.ts';
import { createTurns } from './turns.ts';

/** One inbound request of a chat platform. Times are epoch milliseconds. */
export interface ChatDelivery {
  readonly tenant: string;
  readonly instance: string;
  readonly deliveryId: string;
  readonly kind: string;
  readonly user: string;
  /** What was typed or pressed, with secrets redacted. */
  readonly text: string;
  readonly receivedAt: number;
  /** The message that somebody pointed at, its author by the platform's id. */
  readonly quoted?: Quotation;
}

/** What a delivery was answered; of an API request with the address of what it made. */
export type StoredAnswer = HttpAnswer & { readonly location?: string };

/** What is known of a delivery that came before. */
export interface Earlier {
  readonly text: string;
  /** Absent when it was never answered. */
  readonly answer?: StoredAnswer;
}

interface DeliveryDocument extends Omit<ChatDelivery, 'deliveryId'> {
  /** `<tenant>:<instance>:<delivery id>` */
  _id: string;
  /** How often it came. */
  times: number;
  answeredAt?: number;
  answer?: StoredAnswer;
}

/** Remembers inbound deliveries, so that one that is sent again gets the first answer and has no second effect. */
export function createDeliveryStore(db: Db) {
  const deliveries = db.collection<DeliveryDocument>('deliveries');
  const turns = createTurns();
  const idOf = (d: Pick<ChatDelivery, 'tenant' | 'instance' | 'deliveryId'>): string =>
    `${d.tenant}:${d.instance}:${d.deliveryId}`;
  return {
    async ensureIndexes(): Promise<void> {
      await deliveries.createIndex({ tenant: 1, receivedAt: -1 }, {}, {});
    },

    /**
     * Stores a delivery.
     * @returns what is known of it from before; undefined when it is new. One that came but was never answered has no
     * answer and is worked on again: the first try may have died.
     */
    async receive({ deliveryId, ...delivery }: ChatDelivery): Promise<Earlier | undefined> {
      const _id = idOf({ ...delivery, deliveryId });
      const before = await turns(_id, () =>
        deliveries.findOneAndUpdate(
          { _id },
          { $setOnInsert: delivery, $inc: { times: 1 } },
          { upsert: true, returnDocument: 'before' },
        ),
      );
      return before ? { text: before.text, ...(before.answer && { answer: before.answer }) } : undefined;
    },

    /**
     * @param user whose delivery it must be.
     * @returns the message that a delivery pointed at.
     */
    async quotedBy(
      delivery: Pick<ChatDelivery, 'tenant' | 'instance' | 'deliveryId'>,
      user: string,
    ): Promise<Quotation | undefined> {
      const found = await deliveries.findOne({ _id: idOf(delivery) });
      return found?.user === user ? found.quoted : undefined;
    },

    /** Remembers what a delivery was answered. @param now epoch milliseconds. */
    async answered(
      delivery: Pick<ChatDelivery, 'tenant' | 'instance' | 'deliveryId'>,
      answer: StoredAnswer,
      now: number,
    ): Promise<void> {
      const _id = idOf(delivery);
      await turns(_id, () => deliveries.updateOne({ _id }, { $set: { answer, answeredAt: now } }));
    },
  };
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;
