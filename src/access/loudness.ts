/**
 * How much of what happens reaches somebody directly, the quietest first. Pages always do.
 * - `pages`: nothing else does; their name is shown without notifying them.
 * - `urgent`: being made responsible for something as well.
 * - `all`: also a direct message when an incident to which they respond gets worse, breaches its SLA or is over.
 */
export const LOUDNESS = ['pages', 'urgent', 'all'] as const;
export type Loudness = (typeof LOUDNESS)[number];

/** What holds for who has chosen nothing. */
export const DEFAULT_LOUDNESS: Loudness = 'urgent';

/** What each means, for the person who chooses. */
export const LOUDNESS_MEANS: Readonly<Record<Loudness, string>> = {
  pages: 'only pages notify you; elsewhere your name is shown without a notification',
  urgent: 'pages notify you, and being made responsible for something',
  all: 'as urgent, and you get a direct message when an incident that you respond to gets graver, breaches its SLA, comes back or is resolved',
};

/** @returns the loudness that a word names, or undefined. */
export function parseLoudness(text: string): Loudness | undefined {
  const word = text.trim().toLowerCase();
  if (['quiet', 'quieter', 'low', 'off', 'page', 'none'].includes(word)) return 'pages';
  if (['loud', 'louder', 'high', 'everything'].includes(word)) return 'all';
  if (['normal', 'medium'].includes(word)) return 'urgent';
  return LOUDNESS.find((one) => one === word);
}
