import type { PageAnswer } from '../../chat/sandbox/inbound.ts';
import type { SandboxMessage } from '../../chat/sandbox/store.ts';
import type { Modal } from '../../chat/element.ts';

export type { PageAnswer };

/** A slash command as the composer offers it. */
export interface CommandHint {
  /** `declare` */
  readonly name: string;
  /** `declare [title] [--sev 1]` */
  readonly usage: string;
  /** One line on what it does. */
  readonly summary: string;
}

export interface PagePerson {
  readonly id: string;
  readonly name: string;
}

export interface PageChannel {
  readonly id: string;
  readonly topic: string;
  readonly private: boolean;
  readonly archived: boolean;
}

/** What the page begins with. */
export interface PageState {
  /** Proves to the server that a request is the page's own; goes into the header `x-muster-page-token`. */
  readonly token: string;
  /** Changes after this position come as events. */
  readonly position: number;
  readonly bot: PagePerson;
  readonly people: readonly PagePerson[];
  readonly channels: readonly PageChannel[];
  readonly commands: readonly CommandHint[];
}

/** What the event stream tells. */
export type PageEvent =
  | { readonly kind: 'message'; readonly message: SandboxMessage }
  | { readonly kind: 'deleted'; readonly channel: string; readonly message: string; readonly thread?: string }
  /** Something about the channel is new: its topic, its members, its pins. */
  | { readonly kind: 'channel'; readonly channel: PageChannel }
  /** Somebody else has got a direct message; what it says is theirs. */
  | { readonly kind: 'elsewhere'; readonly user: string }
  | { readonly kind: 'modal'; readonly trigger: string; readonly modal: Modal }
  /** Too much has happened since: load everything anew. */
  | { readonly kind: 'reset' };
