import type { CommandHint, PagePerson } from './wire.ts';

/** The slash command of Muster's. */
export const SLASH = '/im';

export interface Suggestion {
  /** What is shown first, such as `/im declare`. */
  readonly label: string;
  /** What may follow it, such as `[title] [--sev 1]`. */
  readonly rest: string;
  readonly detail: string;
  /** What the composer's text becomes. */
  readonly text: string;
}

/** @returns what could be meant by what stands before the cursor; empty when nothing is to be completed. */
export function suggestions(
  text: string,
  commands: readonly CommandHint[],
  people: readonly PagePerson[],
): readonly Suggestion[] {
  const command = /^\/(?:i(?:m(?:\s+([a-z]*))?)?)?$/i.exec(text);
  if (command) {
    const word = (command[1] ?? '').toLowerCase();
    return commands
      .filter(({ name }) => name.startsWith(word))
      .map(({ name, usage, summary }) => ({
        label: `${SLASH} ${name}`,
        rest: usage.startsWith(name) ? usage.slice(name.length).trim() : usage,
        detail: summary,
        text: `${SLASH} ${name} `,
      }));
  }
  const mention = /(?:^|\s)@([\p{L}\d_-]*)$/u.exec(text);
  if (!mention) return [];
  const word = (mention[1] ?? '').toLowerCase();
  const before = text.slice(0, text.length - word.length - 1);
  // A whole name needs no completing: Enter is to send it.
  if (people.some(({ id }) => id === word)) return [];
  return people
    .filter(({ id, name }) => id.startsWith(word) || name.toLowerCase().startsWith(word))
    .map(({ id, name }) => ({ label: `@${id}`, rest: '', detail: name, text: `${before}@${id} ` }));
}

/** @returns the hint of the command that is being typed, once its name is whole. */
export function hintFor(text: string, commands: readonly CommandHint[]): CommandHint | undefined {
  const name = /^\/im\s+([a-z]+)(?:\s|$)/i.exec(text)?.[1]?.toLowerCase();
  return name === undefined ? undefined : commands.find((command) => command.name === name);
}

/** What is to be done with what was typed. */
export type Typed =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'unknown command'; readonly word: string }
  | { readonly kind: 'text'; readonly text: string; readonly mentions: boolean };

/** @param bot the name by which Muster is mentioned. */
export function understand(text: string, bot: PagePerson): Typed {
  const trimmed = text.trim();
  const slash = /^\/(\S*)\s*([\s\S]*)$/.exec(trimmed);
  if (slash) {
    const [, word = '', rest = ''] = slash;
    return word.toLowerCase() === SLASH.slice(1)
      ? { kind: 'command', text: rest }
      : { kind: 'unknown command', word };
  }
  const words: readonly string[] = trimmed.toLowerCase().match(/@[\p{L}\d_-]+/gu) ?? [];
  return { kind: 'text', text: trimmed, mentions: words.includes(`@${bot.id}`) };
}
