import type { AuditActivities } from './audit.ts';
import type { CardActivities } from './card.ts';
import type { ChannelActivities } from './channel.ts';
import type { DeliverActivities } from './deliver.ts';
import type { HealthActivities } from './health.ts';
import type { LinkActivities } from './link.ts';
import type { LoudActivities } from './loud.ts';
import type { OnCallActivities } from './on-call.ts';
import type { RecordActivities } from './record.ts';
import type { TurnActivities } from './turn.ts';

/** Everything that a workflow may ask a worker to do. */
export type Activities = RecordActivities &
  AuditActivities &
  DeliverActivities &
  LinkActivities &
  LoudActivities &
  OnCallActivities &
  CardActivities &
  ChannelActivities &
  TurnActivities &
  HealthActivities;
