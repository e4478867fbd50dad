import { refuse } from '../state.ts';
import { clientUser, type Endpoint } from './endpoint.ts';

/** GET /users/email/{email} */
export const getUserByEmail: Endpoint = (state, { at }) => {
  const email = decodeURIComponent(at['email'] ?? '');
  const found = [...state.users.values()].find((user) => user.email === email);
  return clientUser(found ?? refuse('app.user.missing_account.const', 404));
};
