import type { IncidentEvent } from '../incident/event.ts';
import type { Incident } from '../incident/incident.ts';
import type { Severity } from '../incident/severity.ts';
import type { PostmortemDocument } from './document.ts';

/** What the timeline tells of an incident's course. Instants are epoch milliseconds, lengths milliseconds. */
export interface Facts {
  readonly impact: {
    readonly from: number;
    /** Absent while it lasts. */
    readonly until?: number;
    /** Said by people, not taken from the timeline. */
    readonly stated: boolean;
  };
  /** From the beginning of the impact to the declaration; absent unless people have said when it began. */
  readonly detectMs?: number;
  /** From the declaration. */
  readonly acknowledgeMs?: number;
  readonly mitigateMs?: number;
  readonly resolveMs?: number;
  /** Each severity with since when it held, oldest first. */
  readonly severities: readonly { readonly severity: Severity; readonly at: number; readonly by: string }[];
  readonly pages: readonly Extract<IncidentEvent, { type: 'escalated' }>[];
  readonly updates: readonly Extract<IncidentEvent, { type: 'update_posted' }>[];
}

/** @param events oldest first. */
export function factsOf(
  incident: Incident,
  events: readonly IncidentEvent[],
  { impact }: Pick<PostmortemDocument, 'impact'>,
): Facts {
  const { declared, firstAcknowledged, mitigated, resolved } = incident;
  const over = [mitigated?.at, resolved?.at].filter((at) => at !== undefined);
  const until = impact?.until ?? (over.length > 0 ? Math.min(...over) : undefined);
  const since = (at: number | undefined, from = declared.at): number | undefined =>
    at === undefined ? undefined : Math.max(0, at - from);
  const detectMs = impact?.from === undefined ? undefined : since(declared.at, impact.from);
  const acknowledgeMs = since(firstAcknowledged?.at);
  const mitigateMs = since(mitigated?.at ?? resolved?.at);
  const resolveMs = since(resolved?.at);
  return {
    impact: {
      from: impact?.from ?? declared.at,
      ...(until !== undefined && { until }),
      stated: impact !== undefined,
    },
    ...(detectMs !== undefined && { detectMs }),
    ...(acknowledgeMs !== undefined && { acknowledgeMs }),
    ...(mitigateMs !== undefined && { mitigateMs }),
    ...(resolveMs !== undefined && { resolveMs }),
    severities: events.flatMap((event) => {
      const { at, by } = event;
      if (event.type === 'declared') return [{ severity: event.severity, at, by: by.name }];
      return event.type === 'severity_changed' ? [{ severity: event.to, at, by: by.name }] : [];
    }),
    pages: events.filter((event) => event.type === 'escalated'),
    updates: events.filter((event) => event.type === 'update_posted'),
  };
}
