import { ago } from './age.ts';
import { holderOf, type Incident, type Mark } from './incident.ts';
import type { Transition } from './status.ts';

/** Why a command is impossible. `code` is stable; `message` is for people and says what to do instead. */
export interface Refusal {
  readonly code:
    'impossible_transition' | 'not_a_responder' | 'already_so' | 'no_escalation_policy' | 'bad_argument';
  readonly message: string;
}

const REMEDY: Partial<Record<Incident['status'], Partial<Record<Transition | 'hold', string>>>> = {
  open: { close: 'resolve it first', reopen: 'it is still open' },
  acknowledged: { ack: 'join it to help', close: 'resolve it first', reopen: 'it is still being worked on' },
  mitigated: {
    ack: 'join it to help',
    mitigate: 'resolve it once it is over',
    close: 'resolve it first',
    reopen: 'it is still being worked on',
  },
  resolved: {
    ack: 'reopen it first',
    mitigate: 'reopen it first',
    resolve: 'close it, or reopen it',
    hold: 'reopen it first',
  },
};

function lastMark(incident: Incident): Mark {
  return (
    incident.closed ?? incident.resolved ?? incident.mitigated ?? incident.acknowledged ?? incident.declared
  );
}

function who(incident: Incident, mark: Mark): string {
  const commander = holderOf(incident, 'commander');
  return commander?.id === mark.by.id ? `its commander ${mark.by.name}` : mark.by.name;
}

/** @returns how the incident came to its status: `INC-7 was resolved 4 minutes ago by its commander Ana`. */
export function standing(incident: Incident, now: number): string {
  const mark = lastMark(incident);
  const verb = incident.status === 'open' ? 'declared' : incident.status;
  return `${incident.id} was ${verb} ${ago(mark.at, now)} by ${who(incident, mark)}`;
}

/** @returns the refusal of a transition that the table does not have. */
export function impossible(transition: Transition | 'hold', incident: Incident, now: number): Refusal {
  const remedy = REMEDY[incident.status]?.[transition] ?? 'declare a new incident instead';
  return { code: 'impossible_transition', message: `${standing(incident, now)}; ${remedy}.` };
}

/** @returns the refusal of any command to an incident that is closed for good. */
export function closedForGood(incident: Incident, now: number): Refusal {
  return {
    code: 'impossible_transition',
    message: `${standing(incident, now)}; declare a new incident instead.`,
  };
}
