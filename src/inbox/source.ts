import type { ZodObject } from 'zod';
import type { Delivery, Verdict } from './delivery.ts';
import type { Guide, GuideContext } from './guide.ts';
import type { Reading, ReadingSoon } from './reading.ts';

/** What a source brings, by which it is listed and documented. */
export type Brings = 'alerts' | 'changes' | 'tickets';

/** A request before it is a delivery: with all its headers, by their names in lower case. */
export interface Arrival {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What a sender is answered instead of `202` with nothing to read: some look at the answer. */
export interface SenderAnswer {
  readonly status: number;
  /** JSON; undefined: nothing to read. */
  readonly body: unknown;
}

/** What an intake gets besides its own settings. */
export interface IntakeContext {
  readonly tenant: string;
  /** Name of the integration in the configuration. */
  readonly integration: string;
}

/** One integration's way in. @typeParam Given a promise where a library that reads is asynchronous. */
export interface Intake<Given extends ReadingSoon = ReadingSoon> {
  /**
   * Are these bytes the sender's? Nothing is parsed before, but what the signature itself is about.
   * @param now epoch milliseconds. @throws what cannot be found out now, such as a certificate that is not to be had: the
   * sender is answered with 503 and sends again.
   */
  verify(arrival: Arrival, now: number): Verdict | Promise<Verdict>;
  /**
   * @returns what the sender knows the delivery by, the same when it sends it again; undefined where it has no name: it
   * is then known by its bytes.
   */
  key(delivery: Delivery): string | undefined;
  /** What the sender is answered once the delivery is stored. Absent: 202. @throws Refused (refused.ts) for a body that it must not send again. */
  readonly answer?: (delivery: Delivery) => SenderAnswer;
  /** Reads what came. Pure, and neither throws nor rejects: what it does not understand is `unparsed` with the reason. */
  read(delivery: Delivery): Given;
}

/**
 * One kind of sender: the only thing that the rest of the program knows of it. A new one is a folder with one of these
 * (`src/alert/<source>/source.ts`, `src/git/<server>/source.ts`) and a line in `sources.ts`.
 * @typeParam Settings what the configuration says under `integrations.<name>` besides what all have.
 */
export interface Source<Settings = unknown, Given extends ReadingSoon = Reading> {
  /** As in `source: github`. */
  readonly name: string;
  /** As people write it: `GitHub`. */
  readonly title: string;
  readonly brings: readonly Brings[];
  /** `any`: bodies need not be JSON. Absent: what is no JSON is refused by whoever reads it. */
  readonly bodies?: 'any';
  readonly settings: ZodObject;
  /** Domain of the vendor's own service, whose pages people paste into chat; absent where everybody has their own. */
  readonly domain?: string;
  /** Headers that are kept with a delivery, in lower case. Never one that has a secret or a signature. */
  readonly headers: readonly string[];
  create(settings: Settings, context: IntakeContext): Intake<Given>;
  /** How the sender is set up, step by step. */
  guide(settings: Settings, context: GuideContext): Guide;
  /** A delivery that shows that the way in works, as the sender would send it; nothing follows from it. @param now epoch milliseconds. */
  sample(now: number): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}
