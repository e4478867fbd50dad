import type { Account } from '../../src/access/account.ts';
import type { Claim, Confirmation } from './messages.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function isAccount(value: unknown): value is Account {
  return isObject(value) && typeof value.instance === 'string' && typeof value.user === 'string';
}

/** Is this a claim? Updates can be sent by hand, from the Temporal UI or CLI. */
export function isClaim(value: unknown): value is Claim {
  if (!isObject(value) || !isObject(value.side)) return false;
  const { account, name, person, by } = value.side;
  if (!isAccount(account) || typeof name !== 'string' || typeof by !== 'string') return false;
  return isObject(person) && typeof person.id === 'string' && typeof person.name === 'string';
}

/** Is this a confirmation? */
export function isConfirmation(value: unknown): value is Confirmation {
  return isObject(value) && isAccount(value.account) && typeof value.yes === 'boolean';
}
