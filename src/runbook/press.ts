import type { ShownRunbook } from '../incident/view.ts';

/** The command of the menu of runbooks; those of their buttons begin with it. */
export const RUNBOOK = 'runbook';

const VALUE = /^(\d{1,6}):([a-z0-9][a-z0-9._-]{0,63})$/;

/** @returns what the option of the menu stands for; {@link pressedRunbook} reads it. */
export const runbookValue = ({ name, nth }: Pick<ShownRunbook, 'name' | 'nth'>): string => `${nth}:${name}`;

/** @returns the command of a runbook's button. */
export const runbookCommand = (one: Pick<ShownRunbook, 'name' | 'nth'>): string =>
  `${RUNBOOK}:${runbookValue(one)}`;

/** @param value the chosen option of a menu. @returns which runbook was pressed, and how often it had been ordered when it was shown. */
export function pressedRunbook(
  command: string,
  value: string | undefined,
): Pick<ShownRunbook, 'name' | 'nth'> | undefined {
  const chosen = command === RUNBOOK ? value : command.slice(RUNBOOK.length + 1);
  if (command !== RUNBOOK && !command.startsWith(`${RUNBOOK}:`)) return undefined;
  const [, nth, name] = VALUE.exec(chosen ?? '') ?? [];
  return nth === undefined || name === undefined ? undefined : { name, nth: Number(nth) };
}
