import { excerpt } from '../../text/excerpt.ts';
import { utc, type Span, type Text } from '../text.ts';

/** Zero width: nobody sees it, and no mention, emoji or channel link goes on behind it. */
const APART = '\u200b';

const entity = (character: string): string => `&#${character.charCodeAt(0)};`;

/**
 * Everything that means something somewhere: in the server, which looks for mentions in the decoded text; in the
 * browser, whose Markdown knows only some backslash escapes; on telephones, which read CommonMark; and in the server's
 * Slack compatibility, which rewrites `<a|b>` wherever it stands. Numeric character references are plain text for all
 * of them (named ones are not: `&lt;3` becomes a heart). Mentions alone need a real separation.
 */
const MEANINGFUL =
  /[&<>`*~[\]|\\$#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?!\s)|(?<=[:;][-']?)[)(]|(?<=x)-(?=d)/giu;

/** At the beginning of a line: lists, rules, underlined headings, quotations. A span may begin a line. */
const LIST = /^([ \t]*)([-+=])/gm;
const NUMBERED = /^([ \t]*\d+)([.)])/gm;
const INDENTED = /^[ \t]{4,}|^[ ]*\t[ \t]*/gm;

function plainWords(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(MEANINGFUL, entity)
    .replace(LIST, (_, indent: string, mark: string) => indent + entity(mark))
    .replace(NUMBERED, (_, number: string, mark: string) => number + entity(mark))
    .replace(INDENTED, (blank) => '&#160;'.repeat(blank.replace(/\t/g, '    ').length))
    .replace(/@/g, `@${APART}`);
}

/** An address without anything that could end it early, or that would be taken for a mention or an emoji. */
const ADDRESS =
  /https?:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#](?:[A-Za-z0-9\-._~/?#&=%+,]*[A-Za-z0-9/#=])?)?/g;

/** @returns text as it stands, whatever it seems to contain; addresses in it can be followed. */
export function escape(text: string): string {
  let escaped = '';
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    escaped += `${plainWords(text.slice(at, match.index))}<${match[0]}>`;
    at = match.index + match[0].length;
  }
  return escaped + plainWords(text.slice(at));
}

/** @returns text for places where Mattermost reads no Markdown, yet mentions, channels and emoji: buttons, labels. */
export function label(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/([@~#:;<])(?=\S)/g, `$1${APART}`)
    .trim();
}

/** @returns the address as it can stand in `[…](…)`; undefined when it is not one of the web. */
export function linkable(link: string): string | undefined {
  if (!/^https?:\/\/[^\s]+$/i.test(link) || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.username || url.password) return undefined;
  return url.href.replace(/[^A-Za-z0-9\-._~:/?#&=%+,;]/g, (character) =>
    character === '[' || character === ']'
      ? character
      : `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** White space inside the marks would keep them from being read as marks. */
function marked(mark: string, text: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (words === '') return text;
  const inner = plainWords(words.replace(/\s*\n\s*/g, ' ')).replace(/^"/, '&quot;');
  return `${before}${mark}${inner}${mark}${after}`;
}

function code(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  // With a bar in it, and a `<` anywhere before, the server's Slack compatibility would take it for a link.
  if (line.trim() === '' || line.includes('|')) return plainWords(line);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Mattermost's user names; anything else in a mention could end it early and begin another. */
export function mentionable(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) && !['all', 'channel', 'here'].includes(name);
}

/** @param names user names by user id, of those who are to be notified. */
export function draw(span: Span, names: ReadonlyMap<string, string>): string {
  if (typeof span === 'string') return escape(span);
  if ('bold' in span) return marked('**', span.bold);
  if ('italic' in span) return marked('*', span.italic);
  if ('code' in span) return code(span.code);
  if ('link' in span) {
    const target = linkable(span.link);
    const shown = plainWords(span.label.replace(/\s*\n\s*/g, ' '));
    return target === undefined ? shown : `[${shown}](${target})`;
  }
  if ('time' in span) return plainWords(utc(span.time));
  const name = 'user' in span ? names.get(span.user) : undefined;
  return name !== undefined && mentionable(name) ? `@${name}` : `@${APART}${plainWords(span.name)}`;
}

/** @returns the platform ids of everybody whom a text is to notify. */
export function mentionedIn(text: Text): string[] {
  return text.flatMap((span) => (typeof span === 'object' && 'user' in span ? [span.user] : []));
}

/** What the server's Slack compatibility would make a link of, also in code, where nothing can be escaped. */
const SLACK_LINK = /<(?=[^<|]+\|[^>]+>)/g;

/** Characters of both fences with their line breaks. */
const FENCES = 8;

/**
 * @returns lines in characters of one width, within `max` characters of Markdown; nothing where there are none. Backticks
 * in them are no fence, and a `<` that would begin a link of Slack's is a `‹`.
 */
export function codeBlock(lines: string, max: number): string {
  const disarmed = lines.replace(/`(?=`)/g, `\`${APART}`).replace(SLACK_LINK, '‹');
  const text = excerpt(disarmed, max - FENCES);
  return text === '' ? '' : `\`\`\`\n${text}\n\`\`\``;
}
