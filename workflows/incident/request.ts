import type { Command, CommandName } from '../../src/incident/command.ts';
import { TEMPORAL_OPERATOR, parseRole, type Person } from '../../src/incident/person.ts';
import { parseSeverity } from '../../src/incident/severity.ts';
import type { CommandRequest } from './messages.ts';

type Loose = Record<string, unknown>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value : undefined;
}

function person(value: unknown): Person | undefined {
  if (typeof value === 'string' && value) return { id: value, name: value };
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, name } = value as Loose;
  return typeof id === 'string' && id ? { id, name: text(name) ?? id } : undefined;
}

/**
 * Reads what came with a command. Signals come from the Temporal UI and CLI too, typed by hand: there the whole
 * argument may be missing or be one string.
 * @returns the command and who asks, or a sentence that says what is missing.
 */
export function readRequest(
  name: CommandName,
  raw: unknown,
): { command: Command; by: Person; request: Pick<CommandRequest, 'deliveryId' | 'confirmTo'> } | string {
  const loose: Loose = typeof raw === 'object' && raw !== null ? (raw as Loose) : {};
  const word = text(raw);
  const note = text(loose.note) ?? word;
  const command = ((): Command | string => {
    switch (name) {
      case 'ack':
      case 'join':
      case 'leave':
        return { name };
      case 'mitigate':
      case 'resolve':
      case 'close':
      case 'reopen':
      case 'escalate':
        return { name, ...(note && { note }) };
      case 'note': {
        const said = text(loose.text) ?? word;
        return said ? { name, text: said } : 'a note needs {"text": "…"}';
      }
      case 'title': {
        const title = text(loose.title) ?? word;
        return title ? { name, title } : 'a title needs {"title": "…"}';
      }
      case 'severity': {
        const severity = parseSeverity(text(loose.severity) ?? word ?? '');
        return severity ? { name, severity } : 'a severity needs {"severity": "SEV-1"} … "SEV-4"';
      }
      case 'assign': {
        const assignee = person(loose.person ?? word);
        const role = parseRole(text(loose.role) ?? '');
        return assignee
          ? { name, person: assignee, ...(role && { role }) }
          : 'an assignment needs {"person": {"id": "…", "name": "…"}}';
      }
    }
  })();
  if (typeof command === 'string') return command;
  const { deliveryId, confirmTo } = loose as Pick<CommandRequest, 'deliveryId' | 'confirmTo'>;
  return {
    command,
    by: person(loose.by) ?? TEMPORAL_OPERATOR,
    request: { ...(deliveryId !== undefined && { deliveryId }), ...(confirmTo && { confirmTo }) },
  };
}
