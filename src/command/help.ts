import { PERMISSIONS } from '../access/permission.ts';
import { said, type Message, type Section } from '../chat/message.ts';
import type { Span, Text } from '../chat/text.ts';
import { GROUPS, unknownWord, wordFor, wordsOf, type Group, type Word } from './vocabulary.ts';

const ANYWHERE =
  "In an incident's own channel the id may be left out. An id can be typed as 42, #42, inc-42 or INC-42; " +
  'there, a number at the beginning of a text is part of the text.';

const IN_WORDS =
  'Or mention Muster and say it in your own words: “what’s going on with payments?”, “who’s on 42?”, “ack 42 please”, ' +
  '“summarise INC-42”, “anything SEV-1 open since yesterday?”. Muster asks back before it changes anything that was not ' +
  'said unmistakably.';

function explained(word: Word): Message {
  const { usage, help, example, synonyms, permission } = word;
  const text: Text = [{ code: `/im ${usage}` }, `\n${help}\nExample: `, { code: `/im ${example}` }];
  const small = [
    synonyms.length > 0 ? `Also: ${synonyms.join(', ')}.` : '',
    permission === undefined ? '' : `Needs the permission “${permission}”: to ${PERMISSIONS[permission]}.`,
  ].filter(Boolean);
  return {
    summary: `/im ${usage}: ${help}`,
    sections: [{ text, ...(small.length > 0 && { footnote: [small.join(' ')] }) }],
  };
}

const listed = (words: readonly Word[]): Span[] =>
  words.flatMap(({ usage, help }, index): Span[] => [
    index > 0 ? '\n' : '',
    { code: `/im ${usage}` },
    `  ${help}`,
  ]);

function grouped(group: Group): Section[] {
  const words = wordsOf(group);
  return words.length > 0 ? [{ text: [{ bold: GROUPS[group] }, '\n', ...listed(words)] }] : [];
}

/** @param about the command to explain; without it all are listed. */
export function helpMessage(about?: string): Message {
  if (about !== undefined) {
    const word = wordFor(about);
    const unknown = unknownWord(about);
    return word ? explained(word) : said(unknown);
  }
  return {
    summary: 'Commands of Muster',
    heading: 'Commands',
    sections: [
      { text: listed(wordsOf()) },
      ...(Object.keys(GROUPS) as Group[]).flatMap(grouped),
      { text: [IN_WORDS], footnote: [ANYWHERE, ' ', { code: '/im help declare' }, ' explains one.'] },
    ],
  };
}
