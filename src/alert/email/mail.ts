/** A mail, whichever way it came. All texts are from outside. */
export interface Mail {
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** Addresses. */
  readonly from?: string;
  readonly to?: string;
  /** Without its angle brackets. */
  readonly messageId?: string;
  /** Message ids of the mails before it, the first one first. */
  readonly references: readonly string[];
  /** Epoch milliseconds. */
  readonly date?: number;
  /** Somebody's machine answers that they are away (RFC 3834). */
  readonly autoReply: boolean;
}

/** Longest text that is looked at, in characters. */
const TEXT_LIMIT = 50_000;

/** What a way in knows of a mail. */
export interface MailParts {
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly messageId?: string | undefined;
  readonly references?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly date?: string | undefined;
  readonly autoSubmitted?: string | undefined;
}

/** @returns the mail that they make. */
export function mailOf(parts: MailParts): Mail {
  const { subject = '', text, html, from, to, date } = parts;
  const [messageId] = idsOf(parts.messageId);
  const at = date === undefined ? Number.NaN : Date.parse(date);
  const plain = text?.trim() ? text : textOfHtml(html ?? '');
  return {
    subject: subject
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, 1_000),
    text: plain.slice(0, TEXT_LIMIT).trim(),
    ...(from !== undefined && { from: addressOf(from) }),
    ...(to !== undefined && { to: addressOf(to) }),
    ...(messageId !== undefined && { messageId }),
    references: [...idsOf(parts.references), ...idsOf(parts.inReplyTo)],
    ...(at > 0 && { date: at }),
    autoReply: /^\s*auto-replied\b/i.test(parts.autoSubmitted ?? ''),
  };
}

/** @returns message ids without their angle brackets. Source: RFC 5322, section 3.6.4. */
function idsOf(written: string | undefined): string[] {
  const ids = (written ?? '').slice(0, 20_000).match(/<[^<>\s]{1,500}>/g) ?? [];
  if (ids.length > 0) return ids.map((id) => id.slice(1, -1));
  const bare = written?.trim() ?? '';
  return bare !== '' && bare.length <= 500 && !/\s/.test(bare) ? [bare] : [];
}

/** `Ana <ana@example.com>` is `ana@example.com`. */
function addressOf(written: string): string {
  const [, address] = /<([^<>\s]{1,320})>/.exec(written.slice(0, 2_000)) ?? [];
  return (address ?? written.slice(0, 320)).trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  amp: '&',
};

/** @returns what is to be read of HTML: its lines without tags, scripts and styles. */
export function textOfHtml(html: string): string {
  return ['head', 'style', 'script']
    .reduce(without, html.slice(0, 4 * TEXT_LIMIT))
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(lt|gt|quot|apos|nbsp|amp);/g, (_whole, name: string) => ENTITIES[name] ?? ' ')
    .replace(/&#(\d{1,6});/g, (_whole, code: string) =>
      String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
    )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim();
}

/** Leaves an element out with what is in it; the rest of the text, where it does not end. */
function without(html: string, element: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const begin = beginOf(lower, element, at);
    if (begin === -1) return [...kept, html.slice(at)].join(' ');
    kept.push(html.slice(at, begin));
    const end = lower.indexOf(`</${element}`, begin);
    if (end === -1) return kept.join(' ');
    const close = lower.indexOf('>', end);
    if (close === -1) return kept.join(' ');
    at = close + 1;
  }
}

/** `<head>` and `<head lang="en">` begin it, `<header>` does not. */
function beginOf(html: string, element: string, from: number): number {
  let at = html.indexOf(`<${element}`, from);
  while (at !== -1 && /[a-z0-9-]/.test(html.charAt(at + element.length + 1)))
    at = html.indexOf(`<${element}`, at + 1);
  return at;
}
