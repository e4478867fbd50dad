import type { LedgerEntry } from './ledger.ts';

/** What kind of send a ledger entry is about. */
export type SendKind =
  'page' | 'card' | 'card edit' | 'line' | 'direct message' | 'answer' | 'invitation' | 'channel' | 'other';

/** One send of an incident, as people are told of it. */
export interface Send {
  readonly kind: SendKind;
  readonly entry: LedgerEntry;
  /** Whom or what it was for as the configuration names it, where the key says so; else the platform's own address. */
  readonly to: string;
  /** Sequence of the event that it tells of, where the key says so. */
  readonly sequence?: number;
}

const CHANNEL_WORK = /^(?:channel|pin|topic|archive)(?::|$)/;

/**
 * Reads what a ledger entry is about from its key.
 * @param entry one of an incident: its key begins with `<tenant>:<incident>:`.
 */
export function sendOf(entry: LedgerEntry): Send {
  const { key, tenant, incident, target } = entry;
  const rest = key.slice(`${tenant}:${incident ?? ''}:`.length);
  const page = /^(\d+):page:(.*)$/.exec(rest);
  if (page) {
    // The way's address is the target once more, at the end.
    const name = page[2]?.replace(/:[^:]*$/, '');
    return { kind: 'page', entry, to: name ?? target, sequence: Number(page[1]) };
  }
  const card = /^new card(?: after [^:]*)?:(.*)$/.exec(rest);
  if (card) return { kind: 'card', entry, to: card[1] ?? target };
  const edit = /^\d+:card:(.*)$/.exec(rest);
  if (edit) return { kind: 'card edit', entry, to: edit[1] ?? target };
  const direct = /^(\d+):responder:(.*)$/.exec(rest);
  if (direct) return { kind: 'direct message', entry, to: direct[2] ?? target, sequence: Number(direct[1]) };
  if (rest.startsWith('confirm:')) return { kind: 'answer', entry, to: target };
  if (rest.startsWith('invite:')) return { kind: 'invitation', entry, to: rest.split(':').at(-1) ?? target };
  if (CHANNEL_WORK.test(rest)) return { kind: 'channel', entry, to: target };
  const line = /^(\d+)(?:-\d+)?:(.*)$/.exec(rest) ?? /^left out until (\d+):(.*)$/.exec(rest);
  if (line) return { kind: 'line', entry, to: line[2] ?? target, sequence: Number(line[1]) };
  return { kind: 'other', entry, to: target };
}

/** A card in one channel, with all that was done to it. */
export interface CardSends {
  readonly to: string;
  /** The newest posting. */
  readonly posted: LedgerEntry;
  /** How often it was edited. */
  readonly edits: number;
  /** The newest edit. */
  readonly edited?: LedgerEntry;
}

/** @returns the cards of an incident, by channel in the order in which they were posted first. */
export function cardsOf(sends: readonly Send[]): CardSends[] {
  const byChannel = new Map<string, CardSends>();
  for (const { kind, to, entry } of sends) {
    const before = byChannel.get(to);
    if (kind === 'card') byChannel.set(to, { edits: 0, ...before, to, posted: entry });
    else if (kind === 'card edit' && before)
      byChannel.set(to, { ...before, edits: before.edits + 1, edited: entry });
  }
  return [...byChannel.values()];
}

/** How many pages, and how many other sends, people are told of one by one. */
const SHOWN = 200;

/**
 * @param keys of all sends of an incident, oldest first.
 * @returns those that are told of one by one: the newest, all cards, and the newest pages however much came after them.
 */
export function shownSends(keys: readonly string[]): string[] {
  const isCard = (key: string): boolean => /^[^:]*:[^:]*:new card/.test(key);
  const isPage = (key: string): boolean => /^[^:]*:[^:]*:\d+:page:/.test(key);
  const others = keys.filter((key) => !isCard(key) && !isPage(key));
  return [
    ...keys.filter(isCard).slice(-SHOWN),
    ...keys.filter(isPage).slice(-SHOWN),
    ...others.slice(-SHOWN),
  ];
}
