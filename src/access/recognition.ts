import type { ChatUser } from '../chat/provider.ts';
import type { Person } from '../incident/person.ts';
import { accountId, distinct, ownAccount, type Account } from './account.ts';
import { configuredAs, identify, type Directory, type Identity, type KnownPerson } from './identity.ts';
import type { Link, Party, Side } from './link.ts';
import { DEFAULT_LOUDNESS, type Loudness } from './loudness.ts';
import { Zones } from './zones.ts';

/** What telling people apart needs to know. What is asked may reject. */
export interface RecognitionSources {
  /** A tenant's part of the configuration in force. */
  readonly directory: (
    tenant: string,
  ) => Omit<Directory, 'people'> & { readonly people: ReadonlyMap<string, KnownPerson> };
  readonly links: {
    find(tenant: string, account: Account): Promise<Link | undefined>;
    of(tenant: string, person: string): Promise<readonly Link[]>;
  };
  readonly loudness: { find(tenant: string, person: string): Promise<Loudness | undefined> };
  /** Waits for what is asked of the store before an answer, but not for long. @throws when it does not come. */
  readonly soon: <T>(work: Promise<T>) => Promise<T>;
  /** What the platform says of a user, or a rejection, soon. */
  readonly profile: (instance: string, user: string) => Promise<ChatUser>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told what could not be found out. */
  readonly warn: (instance: string, error: unknown, message: string) => void;
}

function accountsIn(person: KnownPerson | undefined): Account[] {
  return Object.entries(person?.chat ?? {}).map(([instance, user]) => ({ instance, user }));
}

/** Who chat users are, and where people are reached: by the configuration, and by what people have linked themselves. */
export function createRecognition(sources: RecognitionSources) {
  const { links, warn } = sources;
  const zones = new Zones(sources.now);
  const people = (tenant: string) => sources.directory(tenant).people;
  const directory = (tenant: string): Directory => ({
    ...sources.directory(tenant),
    people: people(tenant).values(),
  });

  async function profileOf(instance: string, user: string): Promise<ChatUser> {
    const profile = await sources.profile(instance, user);
    zones.note(instance, profile);
    return profile;
  }

  async function linkOf(tenant: string, account: Account): Promise<Person | undefined> {
    try {
      return (await sources.soon(links.find(tenant, account)))?.person;
    } catch (error) {
      warn(account.instance, error, 'whether an account is linked is not known; look at the document store');
      return undefined;
    }
  }

  /** @param profile asked only where it can matter. */
  async function recognise(
    tenant: string,
    instance: string,
    user: ChatUser,
    profile: () => Promise<ChatUser>,
  ): Promise<Identity> {
    const known = identify(directory(tenant), instance, user);
    if (known.by === 'platform id') return known;
    const [shown, linked] = await Promise.all([profile(), linkOf(tenant, { instance, user: user.id })]);
    return identify(directory(tenant), instance, shown, linked);
  }

  /** @returns the links that count of a person: none of an account that the configuration names. */
  async function linksOf(tenant: string, person: string): Promise<Link[]> {
    const known = people(tenant).get(person);
    // An account that the configuration has come to name is found through its owner's links as well.
    const ids = [person, ...accountsIn(known).map(accountId)];
    const found = (await Promise.all(ids.map((id) => links.of(tenant, id)))).flat();
    return found.filter(({ instance, user }) => {
      if (known && Object.hasOwn(known.chat, instance)) return false;
      return ![...people(tenant).values()].some(({ chat }) => chat[instance] === user);
    });
  }

  /** @returns every account of a person: first those of the configuration in its order, then the linked ones. */
  async function accountsOf(tenant: string, person: string): Promise<Account[]> {
    const known = people(tenant).get(person);
    const own = known ? undefined : ownAccount(person);
    const linked = await linksOf(tenant, person);
    return distinct([
      ...accountsIn(known),
      ...(own ? [own] : []),
      ...linked.map(({ instance, user }) => ({ instance, user })),
    ]);
  }

  return {
    linksOf,
    accountsOf,

    /**
     * Tells who a chat user is, by what is soon known: who is named by the configuration is known also without the store.
     * Only where somebody could be found by address, or seems to be or may be of another company, is the platform asked
     * who that is; if it does not answer, nobody is guessed.
     */
    identify: (tenant: string, instance: string, user: ChatUser): Promise<Identity> => {
      const byEmail = [...people(tenant).values()].some(
        ({ email, chat }) => email !== undefined && !(instance in chat),
      );
      return recognise(tenant, instance, user, async () => {
        if (!byEmail && !user.outsider && !user.perhapsOutsider) return user;
        return profileOf(instance, user.id).catch((error: unknown) => {
          warn(instance, error, 'the platform does not say who a user is');
          return user;
        });
      });
    },

    /** The same, but by all that the platform knows. @throws ChatError when the platform does not say. */
    vet: (tenant: string, instance: string, user: ChatUser): Promise<Identity> =>
      recognise(tenant, instance, user, () => profileOf(instance, user.id)),

    /**
     * @returns the IANA time zone in which somebody lives, as far as it is known by now. What only their profile says
     * is asked for, and known the next time: nobody is kept waiting for it.
     */
    zoneOf: (instance: string, user: ChatUser): string | undefined => {
      // Without an answer days begin as they do for everybody.
      if (zones.wants(instance, user)) profileOf(instance, user.id).catch(() => undefined);
      return zones.of(instance, user);
    },

    /** The same, but the platform is waited for, as long as its profiles are. */
    zoneSoon: async (instance: string, user: ChatUser): Promise<string | undefined> => {
      if (zones.wants(instance, user)) await profileOf(instance, user.id).catch(() => undefined);
      return zones.of(instance, user);
    },

    /** @returns one side of a link with what holds of it now. @throws what the store throws. */
    partyOf: async (tenant: string, side: Side): Promise<Party> => {
      const { account, name } = side;
      const { instance, user: id } = account;
      const linked = (await links.find(tenant, account))?.person;
      const now = identify(directory(tenant), instance, { id, name }, linked);
      // By whose address somebody is known only the platform says, and it has said so when they asked.
      const byAddress =
        side.by === 'verified e-mail' && now.by !== 'platform id' && people(tenant).get(side.person.id);
      const { person, by } = byAddress ? { person: side.person, by: side.by } : now;
      const accounts = await accountsOf(tenant, person.id);
      return {
        ...side,
        person,
        by,
        configured: people(tenant).has(person.id),
        accounts: distinct([account, ...accounts]),
      };
    },

    /** @returns the platform user id of a person on an instance; undefined when they have none. */
    userOf: async (tenant: string, person: string, instance: string): Promise<string | undefined> => {
      const configured = people(tenant).get(person)?.chat[instance];
      if (configured !== undefined) return configured;
      const own = ownAccount(person);
      if (own?.instance === instance) return own.user;
      return (await accountsOf(tenant, person)).find((account) => account.instance === instance)?.user;
    },

    /** @returns who an id means that was made of an account: whoever the account is linked with, or the same. */
    known: async (tenant: string, person: Person): Promise<Person> => {
      const account = ownAccount(person.id);
      if (!account) return person;
      const { instance, user: id } = account;
      const linked = await linkOf(tenant, account);
      const found = identify(directory(tenant), instance, { id, name: person.name }, linked);
      return found.by === 'unmapped' ? person : found.person;
    },

    /** @returns how much reaches a person, by their own choice, else by the configuration. */
    loudnessOf: async (tenant: string, person: string): Promise<Loudness> => {
      const chosen = await sources.loudness.find(tenant, person);
      return chosen ?? configuredAs(people(tenant).values(), person)?.loud ?? DEFAULT_LOUDNESS;
    },
  };
}

export type Recognition = ReturnType<typeof createRecognition>;

/**
 * @returns finds the account that a mention of a person notifies: none of who wants to be paged only. While that is not
 * known they are notified; while their account is not known they are named.
 */
export function notifying({ loudnessOf, userOf }: Pick<Recognition, 'loudnessOf' | 'userOf'>) {
  return async (tenant: string, person: string, instance: string): Promise<string | undefined> => {
    const loud = await loudnessOf(tenant, person).catch(() => DEFAULT_LOUDNESS);
    return loud === 'pages' ? undefined : userOf(tenant, person, instance).catch(() => undefined);
  };
}
