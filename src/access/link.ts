import type { Person } from '../incident/person.ts';
import { distinct, type Account } from './account.ts';
import type { Identity } from './identity.ts';

/** An account that its owner has linked with a person: with somebody of the configuration, or with another account. */
export interface Link extends Account {
  /** Name that the platform gave the account as it was linked. */
  readonly name: string;
  /** Who it is since then. The id of an unmapped person is that of their account. */
  readonly person: Person;
  /** Epoch milliseconds. */
  readonly linkedAt: number;
}

/** One of the two accounts that are to be linked, as its owner was recognised there. */
export interface Side {
  readonly account: Account;
  /** Name that the platform gives. */
  readonly name: string;
  readonly person: Person;
  readonly by: Identity['by'];
}

/** A side with what is known of its person now. */
export interface Party extends Side {
  /** Does the configuration name the person? */
  readonly configured: boolean;
  /** Every account of the person, this one among them. */
  readonly accounts: readonly Account[];
}

export type LinkRefusalCode =
  'same_account' | 'same_instance' | 'linked_already' | 'both_configured' | 'instance_taken';

export interface LinkRefusal {
  readonly code: LinkRefusalCode;
  /** For both who asked: why not, and what to do instead. */
  readonly message: string;
}

/** What linking two accounts means: these accounts are that person from now on. */
export interface Joining {
  readonly person: Person;
  readonly accounts: readonly Account[];
}

const refuse = (code: LinkRefusalCode, message: string): { refusal: LinkRefusal } => ({
  refusal: { code, message },
});

/** @returns the person and the account in words: `Ana (ana.r on main-slack)`. */
export function sideName({ person, name, account }: Side): string {
  return person.name === name
    ? `${name} on ${account.instance}`
    : `${person.name} (${name} on ${account.instance})`;
}

/**
 * May these two accounts become one person, and which? A person of the configuration stays who they are, and two of them
 * never become one; else the one with more accounts is joined, or the one who asked first. Each person has one account
 * on an instance, so that it is clear where they are paged.
 */
export function joining(asker: Party, claimant: Party): Joining | { readonly refusal: LinkRefusal } {
  if (asker.account.instance === claimant.account.instance)
    return refuse(
      'same_instance',
      `Both accounts are on ${asker.account.instance}. Only accounts on different instances can be linked.`,
    );
  if (asker.person.id === claimant.person.id)
    return refuse('linked_already', `Both accounts are known as ${asker.person.name} already.`);
  if (asker.configured && claimant.configured)
    return refuse(
      'both_configured',
      `The configuration names both ${asker.person.name} and ${claimant.person.name}: two people cannot become one. Who runs Muster can change \`people\` there.`,
    );
  const claimantStays =
    !asker.configured && (claimant.configured || claimant.accounts.length > asker.accounts.length);
  const [stays, moves] = claimantStays ? [claimant, asker] : [asker, claimant];
  const taken = moves.accounts.find(({ instance }) =>
    stays.accounts.some((one) => one.instance === instance),
  );
  if (taken)
    return refuse(
      'instance_taken',
      `${stays.person.name} has an account on ${taken.instance} already. If it is a linked one, \`/im unlink ${taken.instance}\` ends that; one of the configuration stays.`,
    );
  return { person: stays.person, accounts: distinct(moves.accounts) };
}
