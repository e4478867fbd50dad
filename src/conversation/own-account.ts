import { parseAccount } from '../command/account.ts';
import type { Ask } from '../command/ask.ts';

type AccountAsk = Extract<Ask, { kind: 'account' }>;

const ADDRESS = /^(?:<@[^<>\n]*>|@?muster|hey|hi|hello|ok|okay|please|pls|\/im)(?=[\s,:.!]|$)[\s,:.!]*/i;
const POLITENESS = /[\s,.!]*(?:please|pls|thanks|thank you)?[\s.!]*$/i;

/**
 * Understands what somebody wants of their own accounts, on platforms where commands are said to the bot. A word such as
 * "link" stands in many a sentence: only where nothing else was said is it meant.
 */
export function ofOwnAccount(given: string): AccountAsk | undefined {
  let text = given.trim();
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(ADDRESS, '');
  }
  text = text.replace(POLITENESS, '');
  if (/^who(?: am i|ami)\??$/i.test(text)) return asked('whoami', '');
  const [, word = '', rest = ''] =
    /^(link|unlink|loud)(?:\s+(?:(?:this|my|an?(?:other)?)\s+)?(?:accounts?)?\s*(.*))?$/is.exec(text) ?? [];
  const name = (['link', 'unlink', 'loud'] as const).find((one) => one === word.toLowerCase());
  return name && asked(name, rest);
}

/** @returns nothing where what follows the word is not what it takes: then it was meant otherwise. */
function asked(name: Parameters<typeof parseAccount>[0], rest: string): AccountAsk | undefined {
  const ask = parseAccount(name, rest);
  return ask.kind === 'problem' ? undefined : ask;
}
