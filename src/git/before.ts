import type { IncidentId } from '../incident/id.ts';
import type { ChangeNews } from './news.ts';
import type { CodePlace } from './place.ts';
import type { WentLive } from './went-live.ts';

/** What went live before an incident, and what mentions it. */
export interface ChangesBefore {
  readonly incident: IncidentId;
  /** From when on was looked, and when the incident was declared, epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** The service of the incident, if it names one that is configured. */
  readonly service?: { readonly id: string; readonly name: string };
  /** The repositories of which the service is made. */
  readonly places: readonly {
    readonly place: CodePlace;
    /** When something last came of it, epoch milliseconds; absent: nothing ever has. */
    readonly seenAt?: number;
  }[];
  /** The newest first, at most as many as were asked for. */
  readonly changes: readonly WentLive[];
  /** How many there are. */
  readonly total: number;
  /** What mentions the incident, the oldest first. */
  readonly mentions: readonly ChangeNews[];
}
