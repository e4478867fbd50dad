import type { Modal } from '../../src/chat/element.ts';
import type { MessageRef } from '../../src/chat/message.ts';
import type { Provider } from '../../src/chat/provider.ts';

/** A message as a reader of the platform sees it, whatever markup carried it there. */
export interface SeenMessage {
  readonly id: string;
  /** Every word that is shown: heading, texts, fields, small print, button labels. */
  readonly text: string;
  /** What a notification says of it, and what is read where it cannot be drawn. */
  readonly fallback: string;
  /** Platform ids of the users whom it notifies; `everyone` when a whole channel is. */
  readonly pings: readonly string[];
  /** The pieces shown bold, italic, struck, as code or as a quotation. */
  readonly formatted: readonly string[];
  readonly buttons: readonly string[];
  /** Id of the message in whose thread it stands. */
  readonly thread?: string;
  readonly pinned: boolean;
}

export interface SeenChannel {
  readonly members: readonly string[];
  readonly topic: string;
  readonly archived: boolean;
  readonly private: boolean;
}

/** What can be made to go wrong on the fake platform. Each holds for one call unless it says otherwise. */
export const FAULTS = {
  'rate limited': 'asks to wait for 7 seconds',
  'reset before': 'breaks the connection and has done nothing',
  'reset after': 'does what is asked, then breaks the connection before it answers',
  'server error': 'answers with an error of its own, having done nothing',
  'hang before': 'never answers, and has done nothing',
  'hang after': 'does what is asked and never answers',
  unreachable: 'takes no connections from now on',
  'token revoked': 'refuses the token from now on',
  'right missing': 'says that the token lacks a right',
} as const;
export type Fault = keyof typeof FAULTS;

/** What a platform by which messages only go out may lack beside what its capabilities tell. */
export type Lack =
  /** What it shows has neither formats nor buttons. */
  | 'formats'
  /** It takes messages of any length. */
  | 'limits'
  /** It has one address, and cannot say that a channel or a user is unknown. */
  | 'addressees';

/** What the suite needs of a platform: a provider on a fake that it can look into. */
export interface ProviderHarness {
  readonly provider: Provider;
  /** A channel that exists and into which the provider may write. */
  readonly channel: { readonly id: string; readonly name: string };
  /** Two people whom the platform knows, with verified e-mail addresses when it keeps any. */
  readonly ana: { readonly id: string; readonly name: string; readonly email?: string };
  readonly ben: { readonly id: string; readonly name: string; readonly email?: string };
  /** Ids of the platform's form that belong to nothing. */
  readonly absent: { readonly channel: string; readonly user: string; readonly message: string };
  /** @returns what the channel shows to everybody, threads included, oldest first. */
  readonly seen: (channel: string) => Promise<SeenMessage[]>;
  /** @returns what only this user sees: private replies in the channel, when one is named, else direct messages. */
  readonly seenBy: (user: string, channel?: string) => Promise<SeenMessage[]>;
  /** @returns who is in the channel, its topic and whether it is archived. */
  readonly channelState: (channel: string) => Promise<SeenChannel>;
  /** @returns a trigger as a button press gives it. Absent where the platform has no modals. */
  readonly trigger?: () => Promise<string>;
  /** @returns a trigger that is too old. Absent where none is needed to show a form, or none grows old. */
  readonly expiredTrigger?: () => Promise<string>;
  /** @returns the modals opened so far, as far as a person sees them. */
  readonly modals?: () => Promise<readonly Pick<Modal, 'title' | 'submit' | 'context'>[]>;
  /** Lets Ana write a message into a channel, perhaps into a thread, perhaps with a file. Where messages can be read. */
  readonly say?: (
    channel: string,
    text: string,
    more?: { thread?: string; file?: { name: string; link: string } },
  ) => Promise<MessageRef>;
  /** @returns what the platform's page of Muster shows a user. Where there is one. */
  readonly home?: (user: string) => Promise<Pick<SeenMessage, 'text' | 'buttons'> | undefined>;
  /** @returns what is shown below a message, by address. Where there are previews. */
  readonly previews?: (at: MessageRef) => Promise<ReadonlyMap<string, Pick<SeenMessage, 'text' | 'pings'>>>;
  /** @returns the addresses at the top of a channel. Where there are some. */
  readonly bookmarks?: (channel: string) => Promise<readonly { title: string; link: string }[]>;
  /** None when not given. */
  readonly lacks?: readonly Lack[];
  /** How long is waited where the platform does not say how long, in milliseconds. */
  readonly usualWaitMs?: number;
  /** Faults that the platform's fake can play; one that is absent cannot happen there. */
  readonly faults: Partial<Record<Fault, () => void | Promise<void>>>;
  readonly close: () => Promise<void>;
}
