/**
 * A piece of a message. A plain string is shown as it stands on every platform: whatever markup or mention it seems to
 * contain is escaped by the platform's renderer, so text from outside can be put here without care.
 */
export type Span =
  | string
  | { readonly bold: string }
  | { readonly italic: string }
  | { readonly code: string }
  | { readonly link: string; readonly label: string }
  /** Somebody to be notified, by Muster's person id; shown by name where the platform does not know them. */
  | { readonly person: string; readonly name: string }
  /** A platform's own user, notified; made from `person` just before sending. */
  | { readonly user: string; readonly name: string }
  /** An instant in epoch milliseconds, shown in the reader's zone where the platform can, else in UTC. */
  | { readonly time: number };

export type Text = readonly Span[];

/** @returns an instant as `2026-03-01 03:04:05 UTC`. @param at epoch milliseconds. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** @returns the text without any markup, for notifications, screen readers and logs. */
export function plain(text: Text): string {
  return text
    .map((span) => {
      if (typeof span === 'string') return span;
      if ('bold' in span) return span.bold;
      if ('italic' in span) return span.italic;
      if ('code' in span) return span.code;
      if ('link' in span) return span.label;
      if ('time' in span) return utc(span.time);
      return `@${span.name}`;
    })
    .join('');
}
