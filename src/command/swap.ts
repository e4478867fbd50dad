import { problem, type Ask, type Problem } from './ask.ts';
import { tokens } from './token.ts';

/** What somebody wants of a swap. */
export type SwapWish =
  | {
      readonly do: 'propose';
      /** Who is asked, as it was typed. */
      readonly person: string;
      /** Which shift of one's own, and which of theirs, as they were typed. */
      readonly mine: string;
      readonly theirs?: string;
      /** Whose shift it is, as it was typed; without it that of who asks. */
      readonly asker?: string;
    }
  /** The offers that wait for an answer; of one schedule, as it was typed. */
  | { readonly do: 'list'; readonly schedule?: string }
  | { readonly do: 'answer'; readonly id: string; readonly yes: boolean };

const USAGE =
  'Say whom and which shift: `/im swap @ben saturday with sunday`; without `with` they only take yours.';
// Phones turn two hyphens into a dash.
const FOR = /^(.*?)(?:^|\s)(?:--|[—–−])for[=\s]\s*(<@[^>]+>|@"[^"]+"|\S+)(.*)$/is;
const ID = /^s-[a-z2-9]{6}$/;

/** Reads what was typed after `swap`: `@ben saturday with sunday`, `list`, `accept s-7kq2rx`, `decline s-7kq2rx`. */
export function parseSwap(text: string): Ask | Problem {
  const [, word, id = ''] = /^(accept|yes|decline|no|cancel)\s+(\S+)\s*$/i.exec(text.trim()) ?? [];
  if (word !== undefined)
    return ID.test(id.toLowerCase())
      ? answer(id.toLowerCase(), /^(?:accept|yes)$/i.test(word))
      : problem('Which offer? Its id is in the question, such as `/im swap accept s-7kq2rx`.');
  const [, listed] = /^(?:list|ls)(?:\s+(.+))?$/is.exec(text.trim()) ?? [];
  if (/^(?:list|ls)(?:\s|$)/i.test(text.trim()))
    return { kind: 'swap', wish: { do: 'list', ...(listed !== undefined && { schedule: listed.trim() }) } };
  const [, before = text, asker, after = ''] = FOR.exec(text) ?? [];
  const line = tokens(`${before} ${after}`);
  const person = line.find(({ text: one }) => /^(?:<@.+>|@.+)$/s.test(one)) ?? line[0];
  if (!person) return problem(USAGE);
  const rest = line
    .filter((token) => token !== person)
    .map((token) => token.text)
    .join(' ');
  const [mine = '', theirs] = rest.split(/(?:^|\s+)(?:with|for)(?:\s+|$)/i);
  return {
    kind: 'swap',
    wish: {
      do: 'propose',
      person: person.text,
      mine: mine.trim(),
      ...(theirs !== undefined && { theirs: theirs.trim() }),
      ...(asker !== undefined && { asker }),
    },
  };
}

const answer = (id: string, yes: boolean): Ask => ({ kind: 'swap', wish: { do: 'answer', id, yes } });

/** @returns what a button of a question asks for; undefined when it is another button. */
export function parseSwapPress(command: string, about: string | undefined): Ask | undefined {
  if (command !== 'swap-yes' && command !== 'swap-no') return undefined;
  return about !== undefined && ID.test(about) ? answer(about, command === 'swap-yes') : undefined;
}
