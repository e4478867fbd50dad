import { checkView } from '../limits.ts';
import { SlackRefusal, type FakeView } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/views.open: a trigger opens one view. */
export const viewsOpen: Endpoint = (workspace, args) => {
  if (!workspace.triggers.delete(String(args['trigger_id']))) throw new SlackRefusal('expired_trigger_id');
  const view = args['view'] as FakeView['view'];
  checkView(view);
  const opened = { id: workspace.id('V'), view };
  workspace.views.push(opened);
  return { view: { id: opened.id, ...view } };
};
