import type { Command } from '../incident/command.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { Status } from '../incident/status.ts';
import type { Ask } from './ask.ts';

/** Who is asked for help: a team by its id, or a person. */
export type Whom = { readonly team: string } | { readonly person: Person };

/** A change that waits for a yes, with everything that it needs: people are found, secrets are gone. */
export type Waiting =
  | {
      readonly kind: 'command';
      readonly incident: IncidentId;
      readonly command: Command;
      /** How the incident stood when it was asked. */
      readonly status: Status;
    }
  | {
      readonly kind: 'call';
      readonly incident: IncidentId;
      readonly whom: Whom;
      readonly status: Status;
    }
  | Extract<Ask, { kind: 'declare' }>;

/** A run that waits for which alias is meant, or for what it still needs; without secrets. */
export interface WaitingRun {
  readonly kind: 'run';
  /** What was typed. */
  readonly text: string;
  /** `<pack>.<name>` */
  readonly alias: string;
  /** The incident of the channel it was typed in. */
  readonly incident?: IncidentId;
  /** Where it was typed, which is not where the question is answered that came as a direct message. */
  readonly channel?: string;
  /** The message below which it was typed. */
  readonly thread?: string;
}

/** A runbook that waits for what its action still needs; without secrets. */
export interface WaitingRunbook {
  readonly kind: 'runbook';
  readonly incident: IncidentId;
  readonly name: string;
  /** How often it had been ordered when it was shown, where it was pressed. */
  readonly nth?: number;
  /** What was said of its parameters, by name. */
  readonly said?: Readonly<Record<string, string>>;
}

/** What somebody was asked, and what their yes does. */
export interface Confirmation {
  /** One for each button. */
  readonly changes: readonly (Waiting | WaitingRun | WaitingRunbook)[];
  readonly by: Person;
  /** When it was asked, epoch milliseconds. */
  readonly at: number;
}

/** How long a yes means what it was asked for, in milliseconds; afterwards nobody remembers the question. */
export const CONFIRM_WITHIN_MS = 15 * 60_000;

/** A pressed yes. */
export interface Yes {
  readonly kind: 'yes';
  /** Which question. */
  readonly token: string;
  /** Which of its changes. */
  readonly change: number;
}

const YES = /^yes:([\w-]{16})\.(\d)$/;

/** @returns the action of the button that says yes to one change; {@link readYes} reads it. */
export const yesAction = (token: string, change: number): string => `yes:${token}.${change}`;

/** @returns what a pressed button says yes to; undefined when it says something else. */
export function readYes(action: string): Yes | undefined {
  const [, token, change] = YES.exec(action) ?? [];
  return token === undefined ? undefined : { kind: 'yes', token, change: Number(change) };
}
