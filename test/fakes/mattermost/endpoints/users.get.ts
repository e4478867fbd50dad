import { clientUser, type Endpoint } from './endpoint.ts';

/** GET /users/me and /users/{user} */
export const getUser: Endpoint = (state, { at }) =>
  at['user'] === 'me' ? { ...state.bot, email_verified: true } : clientUser(state.user(at['user'] ?? ''));
