import { encodeAction, type Button, type Element, type Select } from '../element.ts';
import { ChatError } from '../error.ts';
import type { ActionData, ActionSet, CardAction, CardElement, Choice, ColumnSet } from './card.ts';
import type { Option } from '../element.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/** What an Action.Execute of Muster's asks for. */
export const PRESS = 'press';
export const SUBMIT = 'submit';

const STYLES = { primary: 'positive', danger: 'destructive' } as const;

/** @returns the options as Teams takes them; what is too long to come back unchanged is refused. */
export function choices(all: readonly Option[]): Choice[] {
  return all.slice(0, LIMITS.options).map(({ label, value }) => {
    if (value.length > LIMITS.field)
      throw new ChatError(
        'message_rejected',
        `Teams takes values of ${LIMITS.field} characters; ${label} has more.`,
      );
    return { title: bounded(label, LIMITS.label) || ' ', value };
  });
}

/** @returns an action that comes back as an invoke, and for older clients as a message. */
export function execute(
  verb: string,
  title: string,
  muster: ActionData['muster'],
  inputs: 'auto' | 'none',
  style?: 'positive' | 'destructive',
): CardAction {
  const shown = { title: bounded(title, LIMITS.label) || ' ', ...(style && { style }) };
  const data = { muster };
  return {
    type: 'Action.Execute',
    verb,
    ...shown,
    associatedInputs: inputs,
    data,
    fallback: { type: 'Action.Submit', ...shown, associatedInputs: inputs, data },
  };
}

/** A form opens in a dialog, which only this kind of action can open. */
function button(one: Button): CardAction {
  const action = encodeAction(one.action);
  const style = one.style && STYLES[one.style];
  if (!one.action.command.startsWith('open:')) return execute(PRESS, one.label, { action }, 'none', style);
  return {
    type: 'Action.Submit',
    title: bounded(one.label, LIMITS.label) || ' ',
    ...(style && { style }),
    associatedInputs: 'none',
    data: { msteams: { type: 'task/fetch' }, muster: { action } },
  };
}

/** A menu with a button beside it: cards do nothing by themselves when something is chosen. */
function select(one: Select, number: number): ColumnSet {
  const id = `select-${number}`;
  const set = execute(PRESS, 'Set', { action: encodeAction(one.action), select: id }, 'auto');
  return {
    type: 'ColumnSet',
    columns: [
      {
        type: 'Column',
        width: 'stretch',
        items: [
          {
            type: 'Input.ChoiceSet',
            id,
            style: 'compact',
            label: bounded(one.placeholder, LIMITS.label),
            placeholder: bounded(one.placeholder, LIMITS.label),
            choices: choices(one.options),
          },
        ],
      },
      {
        type: 'Column',
        width: 'auto',
        // Beside the menu, not beside its label.
        verticalContentAlignment: 'bottom',
        items: [{ type: 'ActionSet', actions: [set] }],
      },
    ],
  };
}

/** @returns rows of buttons, then the menus. A menu without options is left out. */
export function actions(elements: readonly Element[]): CardElement[] {
  const buttons = elements.filter((one) => one.kind === 'button').map(button);
  const rows: ActionSet[] = [];
  for (let at = 0; at < buttons.length; at += LIMITS.actionsPerRow)
    rows.push({ type: 'ActionSet', actions: buttons.slice(at, at + LIMITS.actionsPerRow) });
  const menus = elements.filter((one) => one.kind === 'select').filter(({ options }) => options.length > 0);
  return [...rows, ...menus.map(select)];
}
