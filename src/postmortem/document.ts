import type { Person } from '../incident/person.ts';

export const POSTMORTEM_STATUSES = ['draft', 'published'] as const;
export type PostmortemStatus = (typeof POSTMORTEM_STATUSES)[number];

/** Longest text of one section, in characters. */
export const SECTION_LIMIT = 20_000;

/** What people have written for a post-mortem; what Muster writes is made anew each time. Times are epoch milliseconds. */
export interface PostmortemDocument {
  /** Counts the versions from 1; 0 while nobody has written anything. */
  readonly revision: number;
  readonly status: PostmortemStatus;
  /** Markdown by the section's key. */
  readonly sections: Readonly<Record<string, string>>;
  /** When people were affected, where that is not from the declaration to the mitigation. */
  readonly impact?: { readonly from?: number; readonly until?: number };
  /** Who wrote this version. */
  readonly by?: Person;
  readonly at?: number;
}

/** What is to be different in the next version; what is absent stays. An empty text empties a section. */
export interface PostmortemChange {
  /** The version that was read before; another one meanwhile is not overwritten. */
  readonly revision: number;
  readonly status?: PostmortemStatus;
  readonly sections?: Readonly<Record<string, string>>;
  /** `null` forgets an instant. */
  readonly impact?: { readonly from?: number | null; readonly until?: number | null };
}

export const UNWRITTEN: PostmortemDocument = { revision: 0, status: 'draft', sections: {} };

/** @returns the next version. */
export function changed(
  before: PostmortemDocument,
  change: PostmortemChange,
  by: Person,
  at: number,
): PostmortemDocument {
  const sections = { ...before.sections, ...change.sections };
  const impact = Object.fromEntries(
    Object.entries({ ...before.impact, ...change.impact }).filter(([, instant]) => instant !== null),
  ) as { from?: number; until?: number };
  return {
    revision: before.revision + 1,
    status: change.status ?? before.status,
    sections: Object.fromEntries(Object.entries(sections).filter(([, text]) => text.trim() !== '')),
    ...(Object.keys(impact).length > 0 && { impact }),
    by,
    at,
  };
}
