import type { AuditEntry } from '../access/audit-entry.ts';
import type { ActionItem } from '../action-item/item.ts';
import type { PostmortemDocument } from '../postmortem/document.ts';
import type { LedgerEntry } from '../chat/ledger.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';

/** Name and version of the form of an export; the version rises when a reader of the old form would misread the new one. */
export const EXPORT_FORMAT = 'muster-incident';
export const EXPORT_VERSION = 1;

/** One run of an incident's workflow: a new run begins when a history grows long. */
export interface ExportedRun {
  readonly runId: string;
  /** As Temporal's own tools print a history, payloads decoded and redacted: `{"events": […]}`. It can be replayed. */
  readonly history: { readonly events: readonly unknown[] };
}

/** An audit entry without the platform's id of the delivery. */
export type ExportedAudit = Omit<AuditEntry, 'deliveryId' | 'tenant'>;

/** Everything that is known of one incident, as one JSON document. All times are epoch milliseconds. */
export interface IncidentExport {
  readonly format: typeof EXPORT_FORMAT;
  readonly version: typeof EXPORT_VERSION;
  readonly exportedAt: number;
  readonly tenant: string;
  readonly id: IncidentId;
  readonly view: IncidentView;
  /** Oldest first. */
  readonly timeline: readonly IncidentEvent[];
  /** What was sent and what became of it, oldest first; not what it said. */
  readonly notifications: readonly LedgerEntry[];
  /** Who tried what, oldest first. */
  readonly audit: readonly ExportedAudit[];
  /** What people wrote for the post-mortem, the newest version; absent where nobody has written any. */
  readonly postmortem?: PostmortemDocument;
  readonly actions: readonly ActionItem[];
  readonly workflowId: string;
  /** Every run of the workflow that is known, oldest first. */
  readonly history: readonly ExportedRun[];
  /** Set when Temporal had forgotten the earliest runs before they were kept. */
  readonly historyIncomplete?: true;
}

/** What is known of a kept export without reading it. */
export interface KeptExport {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Compressed, in bytes. */
  readonly bytes: number;
}

/** @returns the runs of both, each once, oldest first; of a run that both have, the newer reading. */
export function mergedRuns(kept: readonly ExportedRun[], fresh: readonly ExportedRun[]): ExportedRun[] {
  const known = new Set(fresh.map(({ runId }) => runId));
  return [...kept.filter(({ runId }) => !known.has(runId)), ...fresh];
}

/** @returns the name of the file in which an export is downloaded. */
export function exportFileName({ id, exportedAt }: Pick<IncidentExport, 'id' | 'exportedAt'>): string {
  return `${id}-${new Date(exportedAt).toISOString().slice(0, 10)}.json`;
}
