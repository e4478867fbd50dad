import { TYPOGRAPHIC, withoutTypographic } from '../text/quotes.ts';

/** One piece of a command line: a word, a quoted text, a flag or a mention. */
export interface Token {
  /** As it was typed. */
  readonly raw: string;
  /** Without quotes. */
  readonly text: string;
  /** Wholly in quotes: never a flag. */
  readonly quoted: boolean;
}

// A quote counts only around a whole word, after `@` or after a flag's `=`; a mention may hold a name with spaces.
const TOKEN = new RegExp(
  String.raw`(?<lead>@|(?:--?|[—–−])\p{L}[\p{L}\d-]*=)?(?:["“”„](?<quoted>[^"“”„]*)["“”]|(?<typographic>${TYPOGRAPHIC}))(?=\s|$)|<@[^<>\n]*>|\S+`,
  'gu',
);

/** @returns the pieces of a line, with quotes as keyboards and phones make them. */
export function tokens(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map(({ 0: raw, groups }) => {
    const { lead = '', typographic } = groups ?? {};
    const quoted = typographic === undefined ? groups?.['quoted'] : withoutTypographic(typographic);
    return { raw, text: quoted === undefined ? raw : lead + quoted, quoted: quoted !== undefined && !lead };
  });
}

/** @returns the tokens as one text: quotes around all of it are dropped, those within it stay. */
export function wording(parts: readonly Token[]): string {
  const [only] = parts;
  return only && parts.length === 1 ? only.text.trim() : parts.map(({ raw }) => raw).join(' ');
}

/** @returns a text without quotes around the whole of it. */
export function unquoted(text: string): string {
  const parts = tokens(text);
  return parts.length === 1 && parts[0]?.quoted ? parts[0].text.trim() : text.trim();
}
