import { createHash } from 'node:crypto';
import type { PostAction } from '@mattermost/types/integration_actions';
import { encodeAction, type Element } from '../element.ts';
import { ChatError } from '../error.ts';
import type { Sealing } from './sealing.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { label } from './markdown.ts';

/** An action of an attachment as the server takes it; what it sends to clients is without `integration`. */
export type SealedAction = Pick<PostAction, 'id' | 'type' | 'name' | 'style' | 'options'> & {
  readonly integration: { readonly url: string; readonly context: Readonly<Record<string, unknown>> };
};

/**
 * The id says what the action does, not where it stands: somebody may press a button of a card that has changed
 * meanwhile, and the server goes by the id in the new one. It takes letters and digits only.
 */
function actionId(action: string, placeholder: string): string {
  return createHash('sha256').update(`${action}\n${placeholder}`).digest('hex').slice(0, 24);
}

function one(element: Element, sealing: Sealing): SealedAction {
  const action = encodeAction(element.action);
  const integration = sealing.action(action);
  if (element.kind === 'button') {
    const name = bounded(label(element.label), LIMITS.button) || ' ';
    const style = element.style === 'danger' ? 'danger' : element.style === 'primary' ? 'primary' : 'default';
    return { id: actionId(action, ''), type: 'button', name, style, integration };
  }
  for (const option of element.options) {
    if (option.value !== '') continue;
    throw new ChatError(
      'message_rejected',
      `Mattermost takes no option without a value; ${option.label} has none.`,
    );
  }
  return {
    id: actionId(action, element.placeholder),
    type: 'select',
    name: bounded(label(element.placeholder), LIMITS.button) || ' ',
    options: element.options.map((option) => ({
      text: bounded(label(option.label), LIMITS.button) || option.value,
      value: option.value,
    })),
    integration,
  };
}

/** @returns the elements as an attachment carries them. A select without options is left out: the server refuses it. */
export function actions(elements: readonly Element[], sealing: Sealing): SealedAction[] {
  return elements
    .filter((element) => element.kind === 'button' || element.options.length > 0)
    .map((element) => one(element, sealing));
}
