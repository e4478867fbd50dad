import type { Severity } from '../incident/severity.ts';
import type { Element } from './element.ts';
import { plain, type Text } from './text.ts';

export interface Field {
  readonly label: string;
  readonly value: Text;
}

export interface Section {
  readonly text?: Text;
  /** Lines as a program printed them, in characters of one width. Each platform shows of it what it has room for. */
  readonly preformatted?: string;
  readonly fields?: readonly Field[];
  /** Small print. */
  readonly footnote?: Text;
}

/** A message before any platform has drawn it. */
export interface Message {
  /** One line that says it all without markup: for phones' lock screens and screen readers. */
  readonly summary: string;
  readonly heading?: string;
  /** Colour of the message's edge where the platform has one. */
  readonly accent?: Severity | 'good' | 'bad' | 'neutral';
  readonly sections: readonly Section[];
  readonly elements?: readonly Element[];
  /** What it says once more for programs, by name. No platform shows it; webhooks have it. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Where a message stands on its platform. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

/** A message of one text in which what stands between backticks is code, as refusals name commands and settings. */
export function said(text: string): Message {
  const spans = text.split(/`([^`\n]+)`/).map((part, n) => (n % 2 === 1 ? { code: part } : part));
  const shown = spans.filter((span) => span !== '');
  return note(shown, plain(shown));
}

/** A message of one text, as replies are. */
export function note(text: Text, summary: string): Message {
  return { summary, sections: [{ text }] };
}
