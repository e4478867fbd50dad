import { problem, type Ask, type Problem } from './ask.ts';
import type { OverrideWish } from './override-wish.ts';
import { tokens, wording, type Token } from './token.ts';

const ask = (wish: OverrideWish): Ask => ({ kind: 'override', wish });

// Phones turn two hyphens into a dash.
const FLAG = /^(?:--|[—–−])(?<name>from|until|till|to|for)(?:=(?<value>.*))?$/is;
const USAGE = 'Say who and for how long: `/im override @ben 2h payments`, or `/im override list`.';

/**
 * Reads what was typed after `override`: `@ben 2h payments`, `@ben --from tomorrow 9:00 --until 17:00`, `list`,
 * `cancel o-7kq2rx`. A time has several words: it goes as far as the next flag.
 */
export function parseOverride(text: string): Ask | Problem {
  const line = tokens(text);
  const [first, second, ...more] = line;
  if (!first) return problem(USAGE);
  const word = first.text.toLowerCase();
  if (word === 'list' || word === 'ls') {
    const schedule = wording(line.slice(1));
    return ask({ do: 'list', ...(schedule && { schedule }) });
  }
  if (/^(?:cancel|end|stop|delete|remove)$/.test(word)) {
    if (!second || more.length > 0)
      return problem('Which override? `/im override cancel o-7kq2rx`; `/im override list` shows them.');
    return ask({ do: 'cancel', id: second.text });
  }
  return make(line);
}

function make(line: readonly Token[]): Ask | Problem {
  const rest: Token[] = [];
  const given = { from: [] as Token[], until: [] as Token[], for: [] as Token[] };
  let into: Token[] = rest;
  for (const token of line) {
    const groups = token.quoted ? undefined : FLAG.exec(token.text)?.groups;
    const name = groups?.name?.toLowerCase();
    if (name === undefined) {
      into.push(token);
      // A person is one word; a time may have several.
      if (into === given.for) into = rest;
      continue;
    }
    into = given[name === 'from' || name === 'for' ? name : 'until'];
    if (groups?.value !== undefined) into.push({ raw: groups.value, text: groups.value, quoted: false });
  }
  const mentioned = rest.find(({ text }) => /^(?:<@.+>|@.+|me|myself)$/is.test(text)) ?? rest[0];
  if (!mentioned) return problem(USAGE);
  const about = spoken(rest.filter((token) => token !== mentioned));
  const [from, until, replaces] = [given.from, given.until, given.for].map(spoken);
  return ask({
    do: 'make',
    person: mentioned.text,
    about,
    ...(from && { from }),
    ...(until && { until }),
    ...(replaces && { replaces }),
  });
}

function spoken(parts: readonly Token[]): string {
  return parts
    .map(({ text }) => text)
    .join(' ')
    .trim();
}
