import { accountId, type Account } from '../access/account.ts';
import type { Identity } from '../access/identity.ts';
import type { LinkCode } from '../access/link-code.ts';
import { claim as claimOf, LINK_SAYS, type LinkRequest } from '../access/link-request.ts';
import { joining, sideName, type Link, type Side } from '../access/link.ts';
import type { Loudness } from '../access/loudness.ts';
import type { Recognition } from '../access/recognition.ts';
import { ChatError } from '../chat/error.ts';
import type { Answer } from '../chat/inbound.ts';
import { askConfirmation, codeMessage } from '../chat/link-messages.ts';
import { said, type Message } from '../chat/message.ts';
import { loudMessage, whoamiMessage } from '../chat/whoami.ts';
import type { AccountWish } from '../command/account-wish.ts';
import type { LinkStore } from '../mongo/link-store.ts';
import type { LoudnessStore } from '../mongo/loudness-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Take } from './limits.ts';
import { requestOf, type LinkRequests } from './link-requests.ts';
import { createTrail, type TrailDependencies } from './trail.ts';
import { Unavailable } from './unavailable.ts';
import { counted } from '../text/counted.ts';

/** A chat user who asks, as the platform names them. */
export interface Asking {
  readonly id: string;
  readonly name: string;
  readonly outsider?: boolean;
}

export interface AccountsDependencies extends TrailDependencies {
  readonly recognition: Pick<Recognition, 'vet' | 'partyOf' | 'accountsOf' | 'linksOf' | 'loudnessOf'>;
  readonly requests: LinkRequests;
  readonly links: Pick<LinkStore, 'end' | 'find'>;
  readonly loudness: Pick<LoudnessStore, 'choose'>;
  /** How often an account may make a code, and how often it may type one. */
  readonly limit: Take;
}

const privately = (message: Message): Answer => ({ kind: 'message', message, visible: 'privately' });
const deny = (denied: Denied['denied'], message: string): Denied => ({ denied, message });

const OUTSIDER =
  'Your account belongs to another company, and Muster links no such accounts. Who runs Muster can name you under `people` in the configuration.';
const OVERHEARD =
  'Here everybody reads what I answer, and nothing can be pressed: no accounts are linked by this way. Use `/im link` on other platforms.';
const UNKNOWN =
  'There is no such code. Look whether you typed all of it; it holds for ten minutes. `/im link` makes a new one.';

/** What people may know and change of their own accounts, each attempt with its trail. */
export function createAccounts(deps: AccountsDependencies) {
  const { recognition, requests } = deps;
  const trail = createTrail(deps);

  const accountOf = (caller: Caller, { id: user }: Asking): Account => ({ instance: caller.via, user });

  /** @returns who asks, by all that their platform knows of them. */
  async function sideOf(caller: Caller, user: Asking): Promise<Side | Denied> {
    let identity: Identity;
    try {
      identity = await recognition.vet(caller.tenant, caller.via, user);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      throw new Unavailable(`${caller.via} does not say who you are: ${error.message}`, error);
    }
    if (identity.outsider) return deny('not_permitted', OUTSIDER);
    const { person, by } = identity;
    return { account: accountOf(caller, user), name: user.name || user.id, person, by };
  }

  async function tooOften(what: string, caller: Caller, user: Asking): Promise<Denied | undefined> {
    const seconds = await deps.limit(`${what} ${caller.tenant}:${accountId(accountOf(caller, user))}`);
    if (seconds <= 0) return undefined;
    const minutes = Math.ceil(seconds / 60);
    return deny('too_many', `That was too often. Try again in ${counted(minutes, 'minute')}.`);
  }

  async function makeCode(caller: Caller, user: Asking): Promise<Answer> {
    const made = await trail.attempt(caller, { action: 'link:code' }, async () => {
      const hasty = await tooOften('code', caller, user);
      if (hasty) return hasty;
      const side = await sideOf(caller, user);
      return 'denied' in side ? side : requests.begin(caller.tenant, side, caller.patience);
    });
    if ('denied' in made) return privately(said(made.message));
    const message = codeMessage(made.code, made.expiresAt);
    return { kind: 'message', message, visible: 'privately', secret: true };
  }

  /** @returns why a code links nothing any more. */
  function over({ state }: LinkRequest): Denied {
    return deny('impossible', state === 'expired' ? LINK_SAYS.expired : LINK_SAYS.over);
  }

  async function claim(caller: Caller, user: Asking, code: LinkCode): Promise<Answer> {
    const { tenant, patience, deliveryId } = caller;
    const request = requestOf(code);
    const about = (asker: Side): string => `with ${accountId(asker.account)}`;
    const claimed = await trail.attempt(
      caller,
      { action: 'link:claim' },
      async (): Promise<{ view: LinkRequest; side: Side } | Denied> => {
        const hasty = await tooOften('claim', caller, user);
        if (hasty) return hasty;
        const side = await sideOf(caller, user);
        if ('denied' in side) return side;
        const found = await requests.look(tenant, request, patience);
        if (!found) return deny('not_found', UNKNOWN);
        const taken = claimOf(found, side, deps.now());
        if ('refused' in taken) return deny('impossible', LINK_SAYS[taken.refused]);
        const [asker, claimant] = await Promise.all([
          recognition.partyOf(tenant, found.asker),
          recognition.partyOf(tenant, side),
        ]);
        const joined = joining(asker, claimant);
        if ('refusal' in joined) return deny('impossible', joined.refusal.message);
        const view = await requests.claim(tenant, request, { side }, `${caller.via}:${deliveryId}`, patience);
        if (!view) return over(found);
        return 'refused' in view ? deny('impossible', view.refused) : { view, side };
      },
      { about: ({ view }) => about(view.asker) },
    );
    if ('denied' in claimed) return privately(said(claimed.message));
    const { view, side } = claimed;
    return privately(askConfirmation(request, side, view.asker, { time: view.expiresAt }));
  }

  async function confirm(caller: Caller, user: Asking, request: string, yes: boolean): Promise<Answer> {
    const { tenant, patience, deliveryId } = caller;
    const confirmation = { account: accountOf(caller, user), yes };
    const outcome = await trail.attempt(
      caller,
      { action: yes ? 'link:confirm' : 'link:decline' },
      async (): Promise<LinkRequest | Denied> => {
        const id = `${caller.via}:${deliveryId}`;
        const view = await requests.confirm(tenant, request, confirmation, id, patience);
        if (view && 'refused' in view) return deny('impossible', view.refused);
        if (view) return view;
        const found = await requests.look(tenant, request, patience);
        return found ? over(found) : deny('not_found', UNKNOWN);
      },
      {
        about: ({ asker, claimant }) =>
          [asker, ...(claimant ? [claimant] : [])].map(({ account }) => accountId(account)).join(' and '),
      },
    );
    if ('denied' in outcome) return privately(said(outcome.message));
    if (!yes) return privately(said('Nothing is linked.'));
    const { asker } = outcome;
    const isAsker = accountId(asker.account) === accountId(confirmation.account);
    return privately(
      said(
        isAsker
          ? 'Confirmed. Both accounts are being linked; you are told here when they are.'
          : `Confirmed. Now ${sideName(asker)} is asked to confirm it there.`,
      ),
    );
  }

  /** @returns which link somebody means who wants to end one. */
  function chosen(links: readonly Link[], own: Account, instance: string | undefined): Link | Denied {
    const names = links.map((link) => `\`/im unlink ${link.instance}\``).join(' or ');
    if (instance === undefined) {
      const [only] = links;
      const here = links.find((link) => accountId(link) === accountId(own));
      if (here ?? links.length === 1) return here ?? only ?? deny('not_found', '');
      return deny(
        'impossible',
        names ? `Which one? ${names}.` : 'No account of yours is linked with another. `/im link` links one.',
      );
    }
    const found = links.find((link) => link.instance === instance);
    if (found) return found;
    const other = names
      ? `It can be ${names}.`
      : 'What the configuration says of you only who runs Muster can change.';
    return deny('not_found', `You have no linked account on ${instance}. ${other}`);
  }

  async function unlink(caller: Caller, user: Asking, instance: string | undefined): Promise<Answer> {
    const { tenant, person } = caller;
    const ended = await trail.attempt(
      caller,
      { action: 'unlink' },
      async (): Promise<Link | Denied> => {
        const link = chosen(await recognition.linksOf(tenant, person.id), accountOf(caller, user), instance);
        if (!('denied' in link)) await deps.links.end(tenant, link);
        return link;
      },
      { about: accountId },
    );
    if ('denied' in ended) return privately(said(ended.message));
    return privately(said(`${ended.name} on ${ended.instance} is no longer ${ended.person.name}.`));
  }

  async function whoami(caller: Caller, identity: Identity, user: Asking): Promise<Answer> {
    const { tenant, person } = caller;
    const [accounts, links, loud] = await Promise.all([
      recognition.accountsOf(tenant, person.id),
      recognition.linksOf(tenant, person.id),
      recognition.loudnessOf(tenant, person.id),
    ]);
    const here = { account: accountOf(caller, user), name: user.name || user.id };
    return privately(whoamiMessage({ identity, here, accounts, links, loud }));
  }

  async function setLoudness(caller: Caller, level: Loudness | 'default' | undefined): Promise<Answer> {
    const { tenant, person } = caller;
    if (level !== undefined)
      await trail.attempt(
        caller,
        { action: 'loud' },
        async () => {
          await deps.loudness.choose(tenant, person.id, level === 'default' ? undefined : level);
          return {};
        },
        { about: () => level },
      );
    return privately(loudMessage(await recognition.loudnessOf(tenant, person.id), level !== undefined));
  }

  return {
    /**
     * Answers somebody who wants something of their own accounts.
     * @throws Unavailable, and what the store throws, when a part is away.
     */
    answer: async (caller: Caller, identity: Identity, user: Asking, wish: AccountWish): Promise<Answer> => {
      switch (wish.do) {
        case 'link':
          if (caller.overheard) return privately(said(OVERHEARD));
          return wish.code === undefined ? makeCode(caller, user) : claim(caller, user, wish.code);
        case 'confirm':
          return confirm(caller, user, wish.request, wish.yes);
        case 'unlink':
          return unlink(caller, user, wish.instance);
        case 'whoami':
          return whoami(caller, identity, user);
        case 'loud':
          return setLoudness(caller, wish.level);
      }
    },

    /** Ends the link of somebody else's account; the caller's permission has been looked at. */
    end: (caller: Caller, account: Account): Promise<Link | Denied> =>
      trail.attempt(
        caller,
        { action: 'unlink' },
        async () =>
          (await deps.links.end(caller.tenant, account)) ??
          deny('not_found', `No account ${accountId(account)} is linked with anybody.`),
        { about: accountId },
      ),
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
