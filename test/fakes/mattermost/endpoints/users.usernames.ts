import { clientUser, type Endpoint } from './endpoint.ts';

/** POST /users/usernames; who does not exist is left out. */
export const getUsersByNames: Endpoint = (state, { body }) => {
  const names = body as unknown as string[];
  return [...state.users.values()].filter(({ username }) => names.includes(username)).map(clientUser);
};
