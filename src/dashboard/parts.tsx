import { ago, span } from '../incident/age.ts';
import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <span class={`severity ${severity.toLowerCase()}`}>{severity}</span>;
}

export function StatusBadge({ status }: { status: Status }) {
  return <span class={`status ${status}`}>{status}</span>;
}

/** An instant with how long ago it was, or how soon it will be. @param at, now epoch milliseconds. */
export function When({ at, now }: { at: number; now: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={iso}>
      {at > now ? `in ${span(at - now)}` : ago(at, now)}
    </time>
  );
}
