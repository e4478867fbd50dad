import { keyValues } from '../action/key-values.ts';
import { parseIncidentId, type IncidentId } from '../incident/id.ts';
import { pressedRunbook } from '../runbook/press.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { idMissing, leadingId, type Place } from './subject.ts';

/** What somebody wants of the runbooks of an incident. */
export type RunbookWish =
  | { readonly do: 'runbooks'; readonly incident: IncidentId }
  | {
      readonly do: 'runbook';
      readonly incident: IncidentId;
      readonly name: string;
      /** How often it had been ordered when it was shown: whoever presses what was shown once orders one run. */
      readonly nth?: number;
      /** What was said of its parameters, by name. */
      readonly said?: Readonly<Record<string, string>>;
    };

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Reads a press of a runbook's button, or what was chosen of their menu. @returns undefined for other buttons. */
export function parseRunbookPress(
  command: string,
  about: string | undefined,
  value: string | undefined,
): Extract<Ask, { kind: 'run' }> | undefined {
  const pressed = pressedRunbook(command, value);
  const incident = parseIncidentId(about ?? '');
  return incident && pressed ? { kind: 'run', wish: { do: 'runbook', incident, ...pressed } } : undefined;
}

/** Reads what was typed after `runbooks`: an incident, unless it is typed in its channel, and which is to be run. */
export function parseRunbooks(text: string, place: Place): Ask | Problem {
  const found = leadingId(text);
  const incident = found?.id ?? place.incident;
  if (!incident) return idMissing('runbooks');
  const { line, given } = keyValues(found ? found.rest : text);
  const name = line.toLowerCase();
  if (name === '') return { kind: 'run', wish: { do: 'runbooks', incident } };
  if (!NAME.test(name))
    return problem(
      `${JSON.stringify(line.slice(0, 40))} is no name of a runbook: \`/im runbooks ${incident}\` lists them.`,
    );
  const said = given.size > 0 && { said: Object.fromEntries(given) };
  return { kind: 'run', wish: { do: 'runbook', incident, name, ...said } };
}
