import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  type APISelectMenuOption,
  type APIStringSelectComponent,
} from 'discord.js';
import { encodeAction, type Button, type Element, type Option, type Select } from '../element.ts';
import { ChatError } from '../error.ts';
import { bounded } from '../../text/bounded.ts';
import { labelOf, LIMITS } from './limits.ts';

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

const STYLES = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const;

/** Discord wants the ids within a message to differ, so that an action stands behind its number. */
function customId(element: Element, number: number): string {
  const id = `${number}:${encodeAction(element.action)}`;
  // A shortened id would come back as another one.
  if (id.length > LIMITS.customId) {
    const message = `Discord takes ids of ${LIMITS.customId} characters; the action ${element.action.command} has more.`;
    throw new ChatError('message_rejected', message);
  }
  return id;
}

/** @returns the encoded action of an id made by {@link rows}; undefined when it was not. */
export function readCustomId(id: string): string | undefined {
  return /^\d+:(.+)$/s.exec(id)?.[1];
}

/** @returns an option of a menu. @throws ChatError `message_rejected` for a value that Discord cannot carry. */
export function option(one: Option, chosen = false): APISelectMenuOption {
  if (one.value.length > LIMITS.option) {
    const message = `Discord takes values of ${LIMITS.option} characters; ${one.label} has more.`;
    throw new ChatError('message_rejected', message);
  }
  return { label: labelOf(one.label, LIMITS.option), value: one.value, ...(chosen && { default: true }) };
}

function button(one: Button, custom_id: string): APIButtonComponentWithCustomId {
  const style = one.style ? STYLES[one.style] : ButtonStyle.Secondary;
  return { type: ComponentType.Button, style, label: labelOf(one.label, LIMITS.buttonLabel), custom_id };
}

function select(one: Select, custom_id: string): APIStringSelectComponent {
  const left = one.options.length - LIMITS.options;
  const more = left > 0 ? ` (${left} more are not shown)` : '';
  return {
    type: ComponentType.StringSelect,
    custom_id,
    placeholder: `${bounded(one.placeholder, LIMITS.placeholder - more.length)}${more}`,
    options: one.options.slice(0, LIMITS.options).map((each) => option(each)),
  };
}

/**
 * @returns rows with the elements: five buttons in each, a menu alone in one; a menu without options is left out,
 * because Discord refuses it. What five rows do not hold is left out too: `left` says how much.
 */
export function rows(elements: readonly Element[]): { readonly rows: Row[]; readonly left: number } {
  const made: Row[] = [];
  let left = 0;
  let buttons: APIButtonComponentWithCustomId[] = [];
  for (const [number, element] of elements.entries()) {
    if (element.kind === 'select' && element.options.length === 0) continue;
    const full = made.length >= LIMITS.rows;
    if (element.kind === 'button') {
      const fresh = buttons.length === 0 || buttons.length >= LIMITS.buttonsPerRow;
      if (fresh && full) {
        left += 1;
        continue;
      }
      if (fresh) {
        buttons = [];
        made.push({ type: ComponentType.ActionRow, components: buttons });
      }
      buttons.push(button(element, customId(element, number)));
      continue;
    }
    buttons = [];
    if (full) left += 1;
    else
      made.push({ type: ComponentType.ActionRow, components: [select(element, customId(element, number))] });
  }
  return { rows: made, left };
}
