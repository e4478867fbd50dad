import type { Modal, Option, SuggestedField } from './element.ts';
import type { Message, MessageRef } from './message.ts';
import type { Quoted } from './quoted.ts';

/** An HTTP request from a chat platform, before anything of it is believed. */
export interface InboundRequest {
  /** The last part of `/chat/<instance>/<surface>`. */
  readonly surface: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes, as signed. */
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

interface From {
  /** The platform's own id of this delivery, the same when it is sent again. */
  readonly deliveryId: string;
  /**
   * Platform user id and the name that the platform gives; whether the delivery shows them to be of another company, or
   * never shows it; their time zone where it comes with the delivery.
   */
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly outsider?: boolean;
    readonly perhapsOutsider?: true;
    readonly timeZone?: string;
  };
}

/** What somebody did in chat, in neutral terms. */
export type Inbound =
  | (From & {
      readonly kind: 'command';
      readonly text: string;
      readonly channel: string;
      readonly trigger?: string;
    })
  | (From & {
      readonly kind: 'press';
      /** An encoded ElementAction. */
      readonly action: string;
      /** The chosen option of a select. */
      readonly value?: string;
      /** Absent on a page that belongs to no channel; what is answered goes to the person directly. */
      readonly channel?: string;
      readonly message?: MessageRef;
      readonly trigger?: string;
    })
  | (From & {
      readonly kind: 'submit';
      readonly modal: string;
      readonly context: Readonly<Record<string, string>>;
      readonly values: Readonly<Record<string, string>>;
      readonly channel?: string;
    })
  | (From & {
      readonly kind: 'mention';
      /** Set where nobody mentioned Muster, but the message began with `!`, which `text` has no more. */
      readonly exclaimed?: true;
      readonly text: string;
      readonly channel: string;
      readonly thread?: MessageRef;
    })
  /** Somebody pointed at a message, to declare an incident of it or to put it on a timeline. */
  | (From & {
      readonly kind: 'shortcut';
      readonly shortcut: 'declare' | 'timeline';
      readonly message: Quoted;
      readonly channel: string;
      readonly trigger?: string;
    })
  /** Somebody put an emoji on a message. */
  | (From & {
      readonly kind: 'reaction';
      /** Its name without colons, as the platform calls it, or the emoji itself. */
      readonly emoji: string;
      readonly message: MessageRef;
      readonly channel: string;
    })
  /** Somebody opened the page that the platform shows of Muster. */
  | (From & { readonly kind: 'home'; readonly channel?: undefined })
  /** Addresses of Muster's, or of what it has on record, were written into a channel. */
  | (From & {
      readonly kind: 'links';
      readonly links: readonly string[];
      /** People of other companies read the channel. */
      readonly shared?: true;
      readonly message: MessageRef;
      readonly channel: string;
    })
  /** Somebody types into a field and wants suggestions. Nothing is done by it, and nothing stored. */
  | (From & {
      readonly kind: 'suggest';
      readonly field: SuggestedField;
      readonly query: string;
      readonly channel?: string;
    })
  /** The platform tests the address; the answer is sent back as it is. */
  | { readonly kind: 'challenge'; readonly answer: string }
  /** Authentic, but nothing that Muster acts on. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** What the person who did it gets back. */
export type Answer =
  | {
      readonly kind: 'message';
      readonly message: Message;
      readonly visible: 'privately' | 'to all';
      /** Holds a secret of who gets it: it is kept nowhere on its way, and a delivery that comes again gets another. */
      readonly secret?: true;
    }
  | { readonly kind: 'modal'; readonly modal: Modal }
  /** The modal stays open and shows these, by input id. */
  | { readonly kind: 'invalid'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'options'; readonly options: readonly Option[] }
  /** What the platform's page of Muster shows this person. */
  | { readonly kind: 'home'; readonly message: Message }
  /** What is shown below a message for addresses in it, by address. */
  | { readonly kind: 'previews'; readonly previews: Readonly<Record<string, Message>> }
  | { readonly kind: 'nothing' };

export { SUGGESTED_FIELDS, type SuggestedField } from './element.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What an HTTP answer could carry of an Answer. */
export interface Response {
  readonly http: HttpAnswer;
  /** What the platform cannot take in the HTTP answer and must be sent by its API. */
  readonly undelivered?: Answer;
}

/** What a request is answered with whose answer takes longer than the platform waits for one. */
export interface Deferral {
  /** Goes out at once: the platform then shows that Muster is at work. */
  readonly http: HttpAnswer;
  /**
   * Gives the answer, after `http` went out.
   * @param answer what the request would have been answered with.
   * @throws ChatError when it may not have come.
   */
  follow(answer: HttpAnswer): Promise<void>;
}

/** A browser asks for `/chat/<instance>/<name>`: nothing of it is believed. */
export interface PageRequest {
  readonly name: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** What a browser gets. Nothing of it is kept by anybody in between. */
export interface PageAnswer {
  readonly status: number;
  /** For people; absent where the browser is sent elsewhere. */
  readonly page?: {
    readonly title: string;
    readonly text: string;
    /** A button that posts fields to a surface of the same instance. */
    readonly form?: {
      readonly action: string;
      readonly fields: Readonly<Record<string, string>>;
      readonly label: string;
    };
  };
  /** The address that the browser goes to next. */
  readonly redirect?: string;
  /** Comes back with each later request for a page of this instance; scripts do not see it. 0 seconds remove it. */
  readonly cookie?: {
    readonly name: string;
    readonly value: string;
    readonly maxAgeSeconds: number;
    /** Is it kept from connections that are not encrypted? */
    readonly secure: boolean;
  };
}

/** Pages of an instance for browsers, such as those by which an app is installed. */
export interface Pages {
  readonly names: readonly string[];
  answer(request: PageRequest): Promise<PageAnswer>;
}

/** The way in of one provider instance. */
export interface InboundAdapter {
  readonly platform: string;
  readonly instance: string;
  /** The allowed values of InboundRequest.surface. */
  readonly surfaces: readonly string[];
  readonly pages?: Pages;
  /** Set where everybody in a channel reads what one of them is answered. */
  readonly overheard?: true;
  /**
   * Verifies the raw bytes. Fails closed when a secret is missing.
   * @throws ChatError `invalid_webhook` when forged or stale; `authentication_failed` when the instance has no secret.
   */
  authenticate(request: InboundRequest): void | Promise<void>;
  /** Reads a verified request. @throws ChatError `invalid_webhook` when it cannot be read. */
  parse(request: InboundRequest): Inbound;
  respond(inbound: Inbound, answer: Answer): Response;
  /** @param inbound what `parse` returned. @returns undefined where the platform does not let it be answered later. */
  defer?(inbound: Inbound): Deferral | undefined;
  /** Does the platform send this again, with the same delivery id, when it is answered with a 5xx or not at all? */
  repeats(inbound: Inbound): boolean;
}
