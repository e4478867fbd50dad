import type { Endpoint } from './endpoint.ts';
import { userObject } from './user.ts';

/** https://docs.slack.dev/reference/methods/users.info */
export const usersInfo: Endpoint = (workspace, args) => ({ user: userObject(workspace.user(args['user'])) });
