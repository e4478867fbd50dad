import { accountId, type Account } from '../access/account.ts';
import type { Identity } from '../access/identity.ts';
import type { Link } from '../access/link.ts';
import { LOUDNESS, LOUDNESS_MEANS, type Loudness } from '../access/loudness.ts';
import type { Field, Message } from './message.ts';
import type { Text } from './text.ts';

/** What there is to say of somebody. */
export interface WhoAmI {
  readonly identity: Identity;
  /** The account from which they ask. */
  readonly here: { readonly account: Account; readonly name: string };
  /** All their accounts, the one first where they are paged first. */
  readonly accounts: readonly Account[];
  readonly links: readonly Link[];
  readonly loud: Loudness;
}

const BY: Record<Identity['by'], string> = {
  'platform id': 'the configuration names this account',
  'verified e-mail': 'the platform has verified your e-mail address, which the configuration names',
  link: 'you have linked this account',
  unmapped: 'nobody: neither the configuration nor a link names this account',
};

/** Who Muster takes somebody for, by what, and what follows from it. */
export function whoamiMessage({ identity, here, accounts, links, loud }: WhoAmI): Message {
  const { person, roles, by } = identity;
  const others = accounts.filter((account) => accountId(account) !== accountId(here.account));
  const linkOf = (account: Account): Link | undefined =>
    links.find((link) => accountId(link) === accountId(account));
  const other = (account: Account): string => {
    const link = linkOf(account);
    return link ? `${link.name} on ${account.instance} (linked)` : `${account.user} on ${account.instance}`;
  };
  const field = (label: string, ...value: Text): Field => ({ label, value });
  return {
    summary: `You are ${person.name} (${person.id}) on ${here.account.instance}, known by: ${BY[by]}`,
    sections: [
      { text: ['You are ', { bold: person.name }, ` (${person.id}).`] },
      {
        fields: [
          field('This account', `${here.name} on ${here.account.instance}`),
          field('Known by', BY[by]),
          field('Roles', roles.join(', ') || 'none'),
          field('Other accounts', others.map(other).join(', ') || 'none'),
          field('How loud', `${loud}: ${LOUDNESS_MEANS[loud]}`),
        ],
        footnote: [
          { code: '/im link' },
          ' links an account on another platform, ',
          { code: '/im unlink' },
          ' ends that, ',
          { code: '/im loud' },
          ' changes what notifies you.',
        ],
      },
    ],
  };
}

/** @param changed whether it was chosen just now. */
export function loudMessage(loud: Loudness, changed: boolean): Message {
  const others = LOUDNESS.filter((one) => one !== loud);
  return {
    summary: `${changed ? 'From now on' : 'At present'} ${LOUDNESS_MEANS[loud]}`,
    sections: [
      { text: [changed ? 'From now on ' : 'At present ', { bold: loud }, `: ${LOUDNESS_MEANS[loud]}.`] },
      {
        footnote: others.flatMap((one, index): Text => [
          index > 0 ? '; ' : 'Else ',
          { code: `/im loud ${one}` },
          `: ${LOUDNESS_MEANS[one]}`,
        ]),
      },
    ],
  };
}
