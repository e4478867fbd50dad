import { compilePattern } from '../../src/access/own-pattern.ts';
import { redactText } from '../../src/access/redact.ts';
import { NOTE_LIMIT } from '../../src/incident/command.ts';
import type { IncidentInput } from './messages.ts';

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * What the server does to every text before it comes here, once more: what the Temporal CLI and UI send does not pass
 * the server, and only here it is caught before anybody reads it elsewhere, `muster rebuild` included. The built-in rules
 * are workflow code: a title or card that says something else on replay can ask for something else. Texts beyond every
 * limit are left as they are, for they are refused.
 */
export function redactionOf({ redaction = [] }: Pick<IncidentInput, 'redaction'>): Redact {
  const own = redaction.map(compilePattern).filter((pattern) => typeof pattern !== 'string');
  return (text) => (text.length > NOTE_LIMIT ? text : redactText(text, own));
}
