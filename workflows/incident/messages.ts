import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { WrittenPattern } from '../../src/access/own-pattern.ts';
import type { RoutingPlan } from '../../src/chat/routing.ts';
import type { AlertNews, AlertsAnswer } from '../../src/incident/alerts.ts';
import type { ChangeNews } from '../../src/git/news.ts';
import type { Command, CommandName } from '../../src/incident/command.ts';
import type { Declaration } from '../../src/incident/evolve.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import type { ResponsePlan } from '../../src/incident/incident.ts';
import type { Person } from '../../src/incident/person.ts';
import type { BoundRunbook } from '../../src/runbook/runbook.ts';
import type { RunNews } from '../../src/incident/run-news.ts';
import type { TicketNews } from '../../src/incident/ticket.ts';
import type { TicketPlan } from '../../src/tracker/route.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import type { PlanNow } from '../../src/inspection/plan-now.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import type { Carried } from './carried.ts';

/** The incident workflow's type name. */
export const INCIDENT_WORKFLOW = 'incident';

/** Everything that an incident needs to live without asking the configuration again. Holds no secret. */
export interface IncidentInput {
  readonly tenant: string;
  readonly id: IncidentId;
  readonly declaration: Declaration;
  /** The delivery that declared it; the same delivery never declares a second one. */
  readonly deliveryId: string;
  readonly plan: ResponsePlan;
  readonly routing: RoutingPlan;
  /** Patterns of secrets beside the built-in ones. */
  readonly redaction?: readonly WrittenPattern[];
  /** Configuration that the plan was made of. */
  readonly planVersion: string;
  /** Of the escalation policy in the plan. */
  readonly policyVersion?: string;
  /** Where it becomes a ticket by itself, and at which severities; absent where it does not. */
  readonly tickets?: TicketPlan;
  /** Runbooks that are bound to it; absent where none is. */
  readonly runbooks?: readonly BoundRunbook[];
  /** Address of the incident's page and, where there is one, of its workflow in the Temporal UI. */
  readonly links: { readonly page: string; readonly workflow?: string };
  /** State of the run before, after continue-as-new. */
  readonly carried?: Carried;
}

/** A command as it is sent: with who asks and by which delivery. Both may be missing in a bare signal. */
export type CommandRequest<N extends CommandName = CommandName> = Omit<
  Extract<Command, { name: N }>,
  'name'
> & {
  readonly by?: Person;
  /** The platform's delivery id; a repeated one has no second effect and gets the same reply. */
  readonly deliveryId?: string;
  /** Where the outcome of a signal is told, since a signal has no reply. */
  readonly confirmTo?: { readonly instance: string; readonly channel?: string; readonly user: string };
};

/** Type of the ApplicationFailure with which an impossible command is rejected; details hold the Refusal. */
export const REFUSED = 'CommandRefused';

const message = <N extends CommandName>(name: N) => ({
  update: defineUpdate<CommandReply, [CommandRequest<N>]>(name),
  signal: defineSignal<[CommandRequest<N>]>(name),
});

/** Each command's Update and Signal bear the command's name. */
export const COMMANDS = {
  ack: message('ack'),
  mitigate: message('mitigate'),
  resolve: message('resolve'),
  close: message('close'),
  reopen: message('reopen'),
  escalate: message('escalate'),
  assign: message('assign'),
  note: message('note'),
  update: message('update'),
  link: message('link'),
  hold: message('hold'),
  resume: message('resume'),
  join: message('join'),
  leave: message('leave'),
  severity: message('severity'),
  title: message('title'),
} as const satisfies { [N in CommandName]: ReturnType<typeof message<N>> };

/** News of the alerts of which the incident was made, as whom they act. */
export interface AlertsReport {
  readonly by: Person;
  readonly news: AlertNews;
}
/** Sent by what follows the alerts; answered with how the incident stands then. */
export const alertNewsUpdate = defineUpdate<AlertsAnswer, [AlertsReport]>('alertNews');

/** Tells an incident of changes that mention it. One that it knows, or has no room for, is ignored. */
export const changesSignal = defineSignal<[readonly ChangeNews[]]>('changes');

/** Tells an incident what became of its tickets and what people did in them. */
export const ticketSignal = defineSignal<[TicketNews]>('ticketNews');

/** Tells an incident what becomes of a run that was ordered in its channel. */
export const runSignal = defineSignal<[RunNews]>('runNews');

/** The incident as it stands. */
export const viewQuery = defineQuery<IncidentView>('view');
/** What the incident will do next, and what it is still about; asked by the auditor. */
export const planQuery = defineQuery<PlanNow>('plan');
/** Is the page with this key still wanted? Asked before a page is tried again. */
export const pageWantedQuery = defineQuery<boolean, [string]>('pageWanted');

/** Search attributes by which incidents are found in Temporal. Plain text there: never a secret. */
export const SEARCH_ATTRIBUTES = {
  tenant: defineSearchAttributeKey('Tenant', 'KEYWORD'),
  severity: defineSearchAttributeKey('Severity', 'KEYWORD'),
  status: defineSearchAttributeKey('Status', 'KEYWORD'),
  team: defineSearchAttributeKey('Team', 'KEYWORD'),
  service: defineSearchAttributeKey('Service', 'KEYWORD'),
  slaDueAt: defineSearchAttributeKey('SlaDueAt', 'DATETIME'),
} as const;
