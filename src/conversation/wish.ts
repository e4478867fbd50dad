import type { Ask } from '../command/ask.ts';
import type { Command } from '../incident/command.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Role } from '../incident/person.ts';
import type { Severity } from '../incident/severity.ts';

/** An incident that is described instead of named: "the checkout incident", "the latest one". */
export interface Description {
  readonly team?: string;
  readonly service?: string;
  readonly severity?: Severity;
  /** Whether the newest of several is meant. */
  readonly latest?: true;
}

/** What is wanted of one incident, whichever it is. */
export type Wish =
  | { readonly kind: 'status' | 'summary' | 'why' | 'who' | 'postmortem' | 'changes' }
  | { readonly kind: 'command'; readonly command: Exclude<Command, { name: 'assign' }> }
  | { readonly kind: 'assign'; readonly person: string; readonly role?: Role }
  /** Asks a team, by its id, or a person, as they were named, for help. */
  | { readonly kind: 'call'; readonly team: string }
  | { readonly kind: 'call'; readonly person: string };

/** What changes something: it is carried out only when it was said unmistakably, or confirmed. */
export type Change = Extract<Ask, { kind: 'command' | 'assign' | 'declare' | 'call' }>;

/** @returns the wish as what is asked for of that incident. */
export function askOf(wish: Wish, incident: IncidentId): Extract<Ask, { incident: IncidentId }> {
  return { ...wish, incident };
}
