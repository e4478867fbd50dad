import type {
  ActionsBlock,
  Button as SlackButton,
  ExternalSelect,
  PlainTextOption,
  StaticSelect,
} from '@slack/web-api';
import {
  encodeAction,
  SUGGESTED_FIELDS,
  type Button,
  type Element,
  type Option,
  type Select,
  type SuggestedField,
} from '../element.ts';
import { ChatError } from '../error.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/** @returns Slack's plain text, in which neither markup nor emoji names mean anything. */
export function plainText(text: string, max: number): { type: 'plain_text'; emoji: false; text: string } {
  return { type: 'plain_text', emoji: false, text: bounded(text, max) || ' ' };
}

/** @returns an option as Slack takes it. @throws ChatError `message_rejected` when its value is too long. */
export function option(one: Option): PlainTextOption {
  // A shortened value would come back as another one.
  if (one.value.length > LIMITS.optionValue) {
    throw new ChatError(
      'message_rejected',
      `Slack takes values of ${LIMITS.optionValue} characters; ${one.label} has more.`,
    );
  }
  return { text: plainText(one.label, LIMITS.label), value: one.value };
}

/** @returns the options as a select takes them: more than 100 have to be in groups of 100, each with a name. */
export function choices(
  all: readonly Option[],
): Pick<StaticSelect, 'options'> | Pick<StaticSelect, 'option_groups'> {
  if (all.length <= LIMITS.optionsPerGroup) return { options: all.map(option) };
  const groups = [];
  for (let at = 0; at < all.length && groups.length < LIMITS.groups; at += LIMITS.optionsPerGroup) {
    const some = all.slice(at, at + LIMITS.optionsPerGroup);
    const label = `${some[0]?.label ?? ''} – ${some.at(-1)?.label ?? ''}`;
    groups.push({ label: plainText(label, LIMITS.label), options: some.map(option) });
  }
  return { option_groups: groups };
}

function button(one: Button, id: string): SlackButton {
  const text = plainText(one.label, LIMITS.label);
  return {
    type: 'button',
    action_id: id,
    text,
    value: encodeAction(one.action),
    ...(one.style && { style: one.style }),
  };
}

function select(one: Select, id: string): StaticSelect | ExternalSelect {
  const common = { action_id: id, placeholder: plainText(one.placeholder, LIMITS.placeholder) };
  return one.suggest
    ? { type: 'external_select', min_query_length: 0, ...common }
    : { type: 'static_select', ...common, ...choices(one.options) };
}

/** Slack wants the ids within a message to differ, so that an action stands behind its number. */
function actionId(one: Element, number: number): string {
  const suggest = one.kind === 'select' && one.suggest ? `~${one.suggest}` : '';
  return `${number}${suggest}:${encodeAction(one.action)}`;
}

/** @returns what is to be suggested for an element or input with this id; undefined when nothing is. */
export function suggestedField(id: string): SuggestedField | undefined {
  const [, field] = /^\w+~(\w+)(?::|$)/.exec(id) ?? [];
  return SUGGESTED_FIELDS.find((one) => one === field);
}

/** @returns the encoded action of an id made by {@link actions}; undefined when it was not. */
export function readActionId(id: string): string | undefined {
  return /^\d+(?:~\w+)?:(.+)$/s.exec(id)?.[1];
}

/** @returns action blocks with the elements, 25 in each. A select without options is left out: Slack refuses it. */
export function actions(elements: readonly Element[]): ActionsBlock[] {
  const drawn = elements
    .filter((one) => one.kind === 'button' || one.suggest || one.options.length > 0)
    .map((one, n) => (one.kind === 'button' ? button(one, actionId(one, n)) : select(one, actionId(one, n))));
  const blocks: ActionsBlock[] = [];
  for (let at = 0; at < drawn.length; at += LIMITS.elements) {
    blocks.push({ type: 'actions', elements: drawn.slice(at, at + LIMITS.elements) });
  }
  return blocks;
}
