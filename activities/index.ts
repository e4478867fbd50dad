import type { ActionActivities } from './action.ts';
import type { AlertActivities } from './alert.ts';
import type { AuditActivities } from './audit.ts';
import type { CalendarActivities } from './calendar.ts';
import type { CardActivities } from './card.ts';
import type { ChannelActivities } from './channel.ts';
import type { ContactActivities } from './contact.ts';
import type { DeliverActivities } from './deliver.ts';
import type { DevelopmentActivities } from './development.ts';
import type { DutyActivities } from './duty.ts';
import type { ExportActivities } from './export.ts';
import type { HealthActivities } from './health.ts';
import type { HeartbeatActivities } from './heartbeat-watch.ts';
import type { HoursActivities } from './hours.ts';
import type { IncidentTicketActivities } from './incident-ticket.ts';
import type { InspectionActivities } from './inspection.ts';
import type { IntakeActivities } from './intake.ts';
import type { LinkActivities } from './link.ts';
import type { LoudActivities } from './loud.ts';
import type { OnCallActivities } from './on-call.ts';
import type { QuietActivities } from './quiet.ts';
import type { RecordActivities } from './record.ts';
import type { RedeliveryActivities } from './redelivery.ts';
import type { RetentionActivities } from './retention.ts';
import type { RunActivities } from './run.ts';
import type { RunChainActivities } from './run-chain.ts';
import type { RunbookActivities } from './runbook.ts';
import type { RunAskingActivities } from './run-asking.ts';
import type { RunShowingActivities } from './run-showing.ts';
import type { RunTellingActivities } from './run-telling.ts';
import type { RunWatchActivities } from './run-watch.ts';
import type { SwapActivities } from './swap.ts';
import type { TicketActivities } from './ticket.ts';
import type { TicketStatusActivities } from './ticket-status.ts';
import type { TurnActivities } from './turn.ts';

/** Everything that a workflow may ask a worker to do. */
export type Activities = RecordActivities &
  AuditActivities &
  DeliverActivities &
  InspectionActivities &
  IntakeActivities &
  LinkActivities &
  LoudActivities &
  OnCallActivities &
  DutyActivities &
  SwapActivities &
  HoursActivities &
  ContactActivities &
  CalendarActivities &
  CardActivities &
  ChannelActivities &
  TurnActivities &
  HealthActivities &
  ExportActivities &
  ActionActivities &
  TicketActivities &
  TicketStatusActivities &
  IncidentTicketActivities &
  DevelopmentActivities &
  AlertActivities &
  HeartbeatActivities &
  RedeliveryActivities &
  QuietActivities &
  RetentionActivities &
  RunActivities &
  RunChainActivities &
  RunAskingActivities &
  RunShowingActivities &
  RunTellingActivities &
  RunWatchActivities &
  RunbookActivities;
