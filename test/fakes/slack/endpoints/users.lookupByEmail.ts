import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';
import { userObject } from './user.ts';

/** https://docs.slack.dev/reference/methods/users.lookupByEmail: finds nobody who is deactivated. */
export const usersLookupByEmail: Endpoint = (workspace, args) => {
  const found = [...workspace.users.values()].find((one) => !one.deleted && one.email === args['email']);
  if (!found) throw new SlackRefusal('users_not_found');
  return { user: userObject(found) };
};
