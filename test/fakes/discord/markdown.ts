/** What a reader sees of a text. */
export interface Reading {
  readonly text: string;
  /** Users named by mentions, and `everyone`. */
  readonly pings: readonly string[];
  /** The pieces shown bold, italic, struck, as code, as a spoiler or as a quotation. */
  readonly formatted: readonly string[];
}

/** A rule of Discord's Markdown, anchored where the reader stands. */
interface Rule {
  readonly match: RegExp;
  readonly lineStart?: true;
  readonly read: (groups: readonly string[]) => Reading;
}

const literal = (text: string): Reading => ({ text, pings: [], formatted: [] });
const styled = (inner: Reading): Reading => ({ ...inner, formatted: [inner.text, ...inner.formatted] });

const inside = (text: string): Reading => readMarkdown(text);

/** In the order in which Discord's clients try them. */
const RULES: readonly Rule[] = [
  { match: /\\([^0-9A-Za-z\s])/y, read: ([, char = '']) => literal(char) },
  { match: />>> ([^]*)/y, lineStart: true, read: ([, rest = '']) => styled(inside(rest)) },
  { match: /> ([^\n]*)/y, lineStart: true, read: ([, rest = '']) => styled(inside(rest)) },
  { match: /-# +([^\n]+)/y, lineStart: true, read: ([, rest = '']) => inside(rest) },
  { match: /#{1,3} +([^\n]+)/y, lineStart: true, read: ([, rest = '']) => inside(rest) },
  { match: /(?:[-*]|\d+\.) +([^\n]+)/y, lineStart: true, read: ([, rest = '']) => styled(inside(rest)) },
  {
    match: /```(?:[a-z0-9_+\-.#]+\n)?\n*([^\n][^]*?)\n*```/y,
    // A blank of no width keeps backticks apart.
    read: ([, code = '']) => styled(literal(code.replaceAll('\u200b', ''))),
  },
  {
    match: /(`+)([^]*?[^`])\1(?!`)/y,
    read: ([, , code = '']) => styled(literal(code.replace(/^ (?= *`)|(` *) $/g, '$1'))),
  },
  {
    match: /\[((?:\\.|[^\][\\]|\[[^\]]*\])+)\]\((?:<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<>()]+))\)/y,
    read: ([, label = '']) => inside(label),
  },
  { match: /<@!?(\d+)>/y, read: ([, id = '']) => ({ text: `@${id}`, pings: [id], formatted: [] }) },
  { match: /<@&(\d+)>/y, read: ([, id = '']) => ({ text: `@${id}`, pings: ['everyone'], formatted: [] }) },
  { match: /@(everyone|here)/y, read: ([all = '']) => ({ text: all, pings: ['everyone'], formatted: [] }) },
  { match: /<a?(:\w+:)\d+>/y, read: ([, name = '']) => literal(name) },
  {
    match: /<t:(-?\d+)(?::([tTdDfFsSR]))?>/y,
    read: ([, at = '']) => literal(new Date(Number(at) * 1000).toISOString()),
  },
  { match: /<(https?:\/\/[^\s<>]+)>/y, read: ([, url = '']) => literal(url) },
  { match: /\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, read: ([, inner = '']) => styled(inside(inner)) },
  { match: /__((?:\\[^]|[^\\])+?)__(?!_)/y, read: ([, inner = '']) => styled(inside(inner)) },
  { match: /~~((?:\\[^]|[^\\])+?)~~/y, read: ([, inner = '']) => styled(inside(inner)) },
  { match: /\|\|((?:\\[^]|[^\\])+?)\|\|/y, read: ([, inner = '']) => styled(inside(inner)) },
  { match: /_((?:\\[^]|[^\\_])+?)_(?!\w)/y, read: ([, inner = '']) => styled(inside(inner)) },
  { match: /\*(?=\S)((?:\\[^]|[^*\\])+?)\*(?!\*)/y, read: ([, inner = '']) => styled(inside(inner)) },
];

/** Reads a text as Discord's clients show it (https://docs.discord.com/developers/reference#message-formatting). */
export function readMarkdown(source: string): Reading {
  let at = 0;
  let text = '';
  const pings: string[] = [];
  const formatted: string[] = [];
  while (at < source.length) {
    const begins = at === 0 || source[at - 1] === '\n';
    let piece = literal(source[at] ?? '');
    let length = 1;
    for (const { match, lineStart, read } of RULES) {
      if (lineStart && !begins) continue;
      match.lastIndex = at;
      const found = match.exec(source);
      if (!found) continue;
      length = found[0].length;
      piece = read(found);
      break;
    }
    text += piece.text;
    pings.push(...piece.pings);
    formatted.push(...piece.formatted);
    at += length;
  }
  return { text: text.replaceAll('\u2060', ''), pings, formatted };
}
