import { clientUser, type Endpoint } from './endpoint.ts';

/** POST /users/ids; who does not exist is left out. */
export const getUsersByIds: Endpoint = (state, { body }) => {
  const ids = body as unknown as string[];
  return [...state.users.values()].filter(({ id }) => ids.includes(id)).map(clientUser);
};
