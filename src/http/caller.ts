import type { AccessRole } from '../access/role.ts';
import type { Person } from '../incident/person.ts';
import type { Denied } from './denied.ts';
import type { Patience } from './patience.ts';

/** Who asks for something, known from a verified credential alone, and by which delivery. */
export interface Caller {
  readonly tenant: string;
  readonly person: Person;
  readonly roles: readonly AccessRole[];
  /** Id of the chat account itself, where its owner is known by another: what it was let into before, it still is. */
  readonly account?: string;
  /** Provider instance, or `api`. */
  readonly via: string;
  /** The same when the same is sent again. */
  readonly deliveryId: string;
  /** How long the caller waits for the answer. */
  readonly patience: Patience;
  /** Set when the store did not answer as this delivery came: then it is not asked for anything more. */
  readonly unrecorded?: true;
  /** Set when others read the answer: it tells nothing of what only some may know. */
  readonly overheard?: true;
  /** Set for who is signed in to the pages: by which name, and what the forms of their pages carry. */
  readonly signedIn?: { readonly name: string; readonly formToken: string };
  /** Collects what was denied, for who answers by a status and not in words alone. */
  readonly denials?: Denied[];
  /** Where the outcome can be told later, if no worker answers now. */
  readonly confirmTo?: { readonly instance: string; readonly channel?: string; readonly user: string };
}
