import type { Labels } from '../escalation/condition.ts';
import type { ActionWish } from '../action-item/wish.ts';
import type { Grouping } from '../figures/group.ts';
import type { Period } from '../figures/period.ts';
import type { Findable } from '../git/term.ts';
import type { Command } from '../incident/command.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Role } from '../incident/person.ts';
import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';
import type { AccountWish } from './account-wish.ts';
import type { MaintenanceWish } from './maintenance.ts';
import type { OverrideWish } from './override-wish.ts';
import type { SwapWish } from './swap.ts';
import type { RunWish } from './run.ts';
import type { TicketWish } from './ticket.ts';

/** Forms that can be filled in instead of typing everything. */
export const FORMS = ['declare', 'resolve', 'escalate', 'assign', 'note', 'update'] as const;
/** `timeline` chooses the incident on whose timeline a message is put; only a message opens it. */
export type FormName = (typeof FORMS)[number] | 'timeline';

/** What somebody wants of Muster, after it was understood and before it is permitted. */
export type Ask =
  | {
      readonly kind: 'declare';
      readonly title: string;
      readonly severity?: Severity;
      readonly team?: string;
      readonly service?: string;
      readonly labels?: Labels;
      readonly private: boolean;
      /** A channel of the same platform that hears of it besides those of the configuration: its id or name. */
      readonly announce?: string;
      /** The delivery that brought the message of which the incident is made. */
      readonly quoted?: string;
    }
  | {
      readonly kind: 'command';
      readonly incident: IncidentId;
      readonly command: Exclude<Command, { name: 'assign' }>;
    }
  /** `person` as it was typed: `@ana`, `<@U123>`, `<@U123|ana>`, `me`, `Ana`. Only the caller knows who that is. */
  | { readonly kind: 'assign'; readonly incident: IncidentId; readonly person: string; readonly role?: Role }
  /** Puts a message on the timeline. */
  | {
      readonly kind: 'quote';
      readonly incident: IncidentId;
      /** The delivery that brought the message. */
      readonly quoted: string;
      readonly text: string;
    }
  | { readonly kind: 'status'; readonly incident: IncidentId }
  /** What it is about and how it stands, in a few lines. */
  | { readonly kind: 'summary'; readonly incident: IncidentId }
  | { readonly kind: 'action'; readonly wish: ActionWish }
  /** The post-mortem in short. */
  | { readonly kind: 'postmortem'; readonly incident: IncidentId }
  /** What went live before it began. How long before is in milliseconds. */
  | { readonly kind: 'changes'; readonly incident: IncidentId; readonly sinceMs?: number }
  /** Commits, branches and pull requests. */
  | {
      readonly kind: 'find';
      readonly by: Findable;
      readonly text: string;
      /** Where an earlier search ended. */
      readonly before?: string;
    }
  /** Why who was paged, and who was not. */
  | { readonly kind: 'why'; readonly incident: IncidentId }
  /** Who would be paged if there were an incident: what was typed after the word. */
  | { readonly kind: 'simulate'; readonly wish: string }
  /** Who is on it, and who is paged next. */
  | { readonly kind: 'who'; readonly incident: IncidentId }
  /** Whom an incident of this team or service pages, by id. */
  | { readonly kind: 'paging'; readonly team?: string; readonly service?: string }
  /**
   * Who is on call: by all schedules, or by one as it was typed. `next`: the coming shifts; `mine`: those of who asks. `feed`:
   * the address of a calendar of it, without a schedule of one's own shifts.
   */
  | { readonly kind: 'oncall'; readonly what?: 'next' | 'mine' | 'feed'; readonly schedule?: string }
  | { readonly kind: 'override'; readonly wish: OverrideWish }
  | { readonly kind: 'swap'; readonly wish: SwapWish }
  | { readonly kind: 'maintenance'; readonly wish: MaintenanceWish }
  | { readonly kind: 'ticket'; readonly wish: TicketWish }
  | { readonly kind: 'run'; readonly wish: RunWish }
  /** Ask a team for help, by id, or a person, as in `assign`: whether or not the escalation policy has them. */
  | ({ readonly kind: 'call'; readonly incident: IncidentId } & (
      { readonly team: string } | { readonly person: string }
    ))
  | {
      readonly kind: 'list';
      readonly status?: Status;
      readonly severity?: Severity;
      readonly team?: string;
      readonly service?: string;
      readonly mine: boolean;
      /** Also what is resolved or closed. */
      readonly all: boolean;
      /** Only incidents with a number below this one: the next page. */
      readonly before?: number;
      /** Only incidents declared from this instant on, epoch milliseconds. */
      readonly since?: number;
      /** Only incidents declared before this instant, epoch milliseconds. */
      readonly until?: number;
      /** What was wanted of all of them at once: none is changed, and that is said. */
      readonly ofAll?: 'ack' | 'mitigate' | 'resolve' | 'close' | 'reopen' | 'escalate';
    }
  | { readonly kind: 'providers' }
  /** Whether anything is late or lost, as the auditor last found. */
  | { readonly kind: 'auditor' }
  /** How fast incidents were answered, and who was paged; of the usual time where none is said. */
  | {
      readonly kind: 'figures';
      readonly period?: Period;
      readonly by?: Grouping;
      /** Only those of this team or service, as it was typed. */
      readonly team?: string;
      readonly service?: string;
    }
  | { readonly kind: 'help'; readonly about?: string }
  | { readonly kind: 'account'; readonly wish: AccountWish }
  | {
      readonly kind: 'form';
      readonly form: FormName;
      readonly incident?: IncidentId;
      /** What is filled in already, by input id. */
      readonly initial?: Readonly<Record<string, string>>;
      /** Comes back with the form: the delivery that brought a message. */
      readonly quoted?: string;
    };

/** Why a text was not understood, with what to type instead. */
export interface Problem {
  readonly kind: 'problem';
  readonly message: string;
}

export const problem = (message: string): Problem => ({ kind: 'problem', message });
