import { decodeAction } from '../chat/element.ts';
import { parseIncidentId } from '../incident/id.ts';
import { parseSeverity } from '../incident/severity.ts';
import { parseAccountPress } from './account.ts';
import { FORMS, problem, type Ask, type Problem } from './ask.ts';
import { readYes, type Yes } from './confirmation.ts';
import { parseRunPress } from './run.ts';
import { parseRunbookPress } from './runbook.ts';
import { parseSwapPress } from './swap.ts';

/** A pressed no: what was asked is left. */
export interface No {
  readonly kind: 'no';
}

const READINGS = ['status', 'summary', 'why', 'who', 'postmortem', 'changes'] as const;
const DIRECT = ['ack', 'mitigate', 'resolve', 'close', 'reopen', 'escalate', 'join', 'leave'] as const;

/**
 * Understands a pressed button or a chosen option.
 * @param encoded an encoded ElementAction: a command and its incident, or `open:<form>`.
 * @param value the chosen option of a select.
 */
export function parsePress(encoded: string, value: string | undefined): Ask | Problem | Yes | No {
  const yes = readYes(encoded);
  if (yes) return yes;
  if (encoded === 'no') return { kind: 'no' };
  const { command, incident: about } = decodeAction(encoded);
  if (command === 'open:declare') return { kind: 'form', form: 'declare' };
  if (command === 'list') return { kind: 'list', mine: false, all: false };
  if (command === 'help') return { kind: 'help' };
  const account = parseAccountPress(command, about);
  const swap = parseSwapPress(command, about);
  const other = account ?? swap ?? parseRunPress(command, about) ?? parseRunbookPress(command, about, value);
  if (other) return other;
  // A select of incidents says by its option which one is meant.
  const named = about ?? (command === 'status' ? value : undefined);
  const incident = named === undefined ? undefined : parseIncidentId(named);
  if (!incident) return outdated();
  const form = FORMS.find((name) => command === `open:${name}`);
  if (form) return { kind: 'form', form, incident };
  const reading = READINGS.find((kind) => kind === command);
  if (reading) return { kind: reading, incident };
  const direct = DIRECT.find((name) => name === command);
  if (direct) return { kind: 'command', incident, command: { name: direct } };
  if (command === 'still-on-it')
    return { kind: 'command', incident, command: { name: 'note', text: 'Still on it.' } };
  if (command === 'ticket-create') return { kind: 'ticket', wish: { do: 'create', incident } };
  const severity = command === 'severity' ? parseSeverity(value ?? '') : undefined;
  return severity ? { kind: 'command', incident, command: { name: 'severity', severity } } : outdated();
}

function outdated(): Problem {
  return problem(
    'This button is of another version of Muster and does nothing any more; type `/im help` instead.',
  );
}
