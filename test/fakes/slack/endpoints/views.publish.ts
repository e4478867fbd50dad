import { checkHome } from '../limits.ts';
import { SlackRefusal, type Block } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/views.publish: replaces what the user was shown before. */
export const viewsPublish: Endpoint = (workspace, args) => {
  const { id } = workspace.user(args['user_id']);
  if (!workspace.homeTab) throw new SlackRefusal('not_enabled');
  const view = args['view'] as { type: string; blocks: Block[] };
  checkHome(view);
  workspace.homes.set(id, view);
  return { view: { id: workspace.id('V'), ...view } };
};
