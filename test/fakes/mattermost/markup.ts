import MarkdownIt from 'markdown-it';

interface Token {
  readonly type: string;
  readonly content: string;
  readonly markup: string;
  readonly children?: readonly Token[] | null;
}

/** What a reader sees of a piece of text, and whom it notifies. */
export interface Reading {
  text: string;
  /** User names; `everyone` when a whole channel is. */
  pings: string[];
  formatted: string[];
}

const parser = new MarkdownIt({ html: false, linkify: false, breaks: true });
// Keeps what was escaped apart from what was not.
parser.core.ruler.disable('text_join');

/** What is not seen. */
const INVISIBLE = /\u200b|\u2060|\ufeff/g;

/** Mattermost shows pictures in place of `:fire:` and of smileys. */
function pictures(text: string): string {
  return text
    .replace(/:[a-z0-9_+-]+:/gi, '🖼')
    .replace(/(^|\B)(:-?[()dpos/|x]|;-?\)|<3|<\/3|x-d)($|\B)/gi, '$1🖼$3');
}

/**
 * Whom the server notifies by a text without markup, as StandardMentionParser of its source splits it: at everything
 * that can be no part of a name.
 */
function mentions(text: string): string[] {
  return text.split(/[^:.\-_@\p{L}\p{N}]+/u).flatMap((word) => {
    const name = word
      .replace(/^[:.\-_]+/, '')
      .replace(/[:.\-_]+$/, '')
      .toLowerCase();
    if (['@all', '@channel', '@here'].includes(name)) return ['everyone'];
    return name.startsWith('@') && name.length > 1 ? [name.slice(1)] : [];
  });
}

/** Pieces of text beside each other are one for whoever looks for mentions. */
function readInline(tokens: readonly Token[]): Reading {
  const reading: Reading = { text: '', pings: [], formatted: [] };
  const open: string[] = [];
  let address = false;
  let words = '';
  const flush = () => {
    reading.pings.push(...mentions(words));
    words = '';
  };
  const show = (shown: string) => {
    reading.text += shown;
    open.forEach((before, n) => (open[n] = before + shown));
  };
  for (const token of tokens) {
    if (token.type === 'text' || token.type === 'text_special') {
      words += token.content;
      // Emoji are looked for in the source, where an escape is none of their characters.
      show(token.type === 'text' && !address ? pictures(token.content) : token.content);
      continue;
    }
    flush();
    // What stands between < and > is shown as it is.
    if (token.type === 'link_open') address = token.markup === 'autolink';
    if (token.type === 'link_close') address = false;
    if (token.type === 'softbreak' || token.type === 'hardbreak') show('\n');
    else if (token.type === 'code_inline') {
      show(token.content);
      reading.formatted.push(token.content);
    } else if (token.type === 'image') show(`[picture ${token.content}]`);
    else if (/^(strong|em|s)_open$/.test(token.type)) open.push('');
    else if (/^(strong|em|s)_close$/.test(token.type)) reading.formatted.push(open.pop() ?? '');
    else if (token.type !== 'link_open' && token.type !== 'link_close') show(token.content);
  }
  flush();
  return reading;
}

const BLOCKS: Readonly<Record<string, string>> = {
  hr: '———',
  bullet_list_open: '•',
  ordered_list_open: '1)',
  blockquote_open: '▌',
};

/** Reads Markdown as Mattermost's clients on telephones do, which take CommonMark with tables and strikethrough. */
export function readMarkdown(source: string): Reading {
  const readings = (parser.parse(source, {}) as readonly Token[]).flatMap((token): Reading[] => {
    if (token.type === 'inline') return [readInline(token.children ?? [])];
    if (token.type === 'fence' || token.type === 'code_block')
      return [{ text: token.content, pings: [], formatted: [token.content] }];
    const mark = BLOCKS[token.type];
    return mark === undefined ? [] : [{ text: mark, pings: [], formatted: [mark] }];
  });
  return {
    text: readings
      .map(({ text }) => text)
      .join('\n')
      .replace(INVISIBLE, ''),
    pings: readings.flatMap(({ pings }) => pings),
    formatted: readings.flatMap(({ formatted }) => formatted).map((piece) => piece.replace(INVISIBLE, '')),
  };
}

/** Reads what no Markdown is read in: names of buttons and fields. */
export function readLabel(source: string): string {
  return pictures(source).replace(INVISIBLE, '');
}

/** What the server makes of `<a|b>` in answers to slash commands (ParseSlackLinksToMarkdown). */
export function slackLinks(source: string): string {
  return source.replace(/<([^<|]+)\|([^>]+)>/g, '[$2]($1)');
}
