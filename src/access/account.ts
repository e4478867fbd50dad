/** An account on a chat platform. */
export interface Account {
  /** Name of the provider instance. */
  readonly instance: string;
  /** Platform user id. */
  readonly user: string;
}

/** @returns `<instance>/<user>`: also the id of the person whose account nobody has mapped or linked. */
export function accountId({ instance, user }: Account): string {
  return `${instance}/${user}`;
}

/** @returns the account that an unmapped person is. @param person Muster's person id. */
export function ownAccount(person: string): Account | undefined {
  const slash = person.indexOf('/');
  return slash < 1 ? undefined : { instance: person.slice(0, slash), user: person.slice(slash + 1) };
}

/** @returns the accounts without those that come again. */
export function distinct(accounts: readonly Account[]): Account[] {
  return [...new Map(accounts.map((account) => [accountId(account), account])).values()];
}
