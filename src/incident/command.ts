import type { Person, Role } from './person.ts';
import type { Quotation } from './quotation.ts';
import type { Severity } from './severity.ts';

/** What people may ask of an incident that exists. The name is also the name of the Signal and of the Update. */
export type Command =
  | { readonly name: 'ack' }
  | { readonly name: 'mitigate'; readonly note?: string }
  | { readonly name: 'resolve'; readonly note?: string }
  | { readonly name: 'close'; readonly note?: string }
  | { readonly name: 'reopen'; readonly note?: string }
  | { readonly name: 'escalate'; readonly note?: string }
  | { readonly name: 'assign'; readonly person: Person; readonly role?: Role }
  /** With a quotation the text may be empty. */
  | { readonly name: 'note'; readonly text: string; readonly quoted?: Quotation }
  /** Says to everybody who hears of the incident how things stand. */
  | { readonly name: 'update'; readonly text: string }
  /** Puts the address of a web page on the incident. */
  | { readonly name: 'link'; readonly url: string; readonly title?: string }
  /** It waits for a third party: its clocks stand still. */
  | { readonly name: 'hold'; readonly note?: string }
  | { readonly name: 'resume'; readonly note?: string }
  | { readonly name: 'join' }
  | { readonly name: 'leave' }
  | { readonly name: 'severity'; readonly severity: Severity }
  | { readonly name: 'title'; readonly title: string };

export type CommandName = Command['name'];

export const COMMAND_NAMES = [
  'ack',
  'mitigate',
  'resolve',
  'close',
  'reopen',
  'escalate',
  'assign',
  'note',
  'update',
  'link',
  'hold',
  'resume',
  'join',
  'leave',
  'severity',
  'title',
] as const satisfies readonly CommandName[];

/** Longest title and longest note, in characters: what fits in a card of every platform. */
export const TITLE_LIMIT = 200;
export const NOTE_LIMIT = 3000;

/** Most links that people put on one incident: all of them stand in its state. */
export const WEB_LINKS_LIMIT = 50;

/** How often one incident may be put on hold: all times on hold stand in its state. */
export const HOLDS_LIMIT = 50;

/** Most responders of one incident: all of them stand in its state, of which every record and run holds a copy. */
export const RESPONDERS_LIMIT = 200;
