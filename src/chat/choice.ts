import type { Button } from './element.ts';
import type { Message } from './message.ts';
import { said } from './message.ts';

/** Something that can be asked for with one press. */
export interface Choice {
  readonly label: string;
  /** A command that changes nothing, or `open:<form>`. */
  readonly command: string;
  readonly incident?: string;
}

/** @returns a text with buttons for what somebody may have meant. */
export function choiceMessage(text: string, choices: readonly Choice[]): Message {
  const buttons = choices.map(({ label, command, incident }): Button => ({
    kind: 'button',
    label,
    action: { command, ...(incident !== undefined && { incident }) },
  }));
  return { ...said(text), ...(buttons.length > 0 && { elements: buttons }) };
}
