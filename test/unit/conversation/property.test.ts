import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/conversation/hear.ts';
import {
  ASKED_FOR,
  POLITE,
  SHORT_FORMS,
  VERB_FORMS,
  WORDS_OF_THEIR_OWN,
} from '../../../src/conversation/lexicon.ts';
import { SETTING } from '../../bench/conversation/sentences.ts';
import { ownMs } from '../../harness/own-time.ts';

/** What may be in a sentence that is an order. */
const ORDERS =
  /ack|acknowledg|mitigat|resolv|solv|fix|clos|re-?open|escalat|join|leav|assign|declar|open|creat|start|rais|fil|report|log|mak|call|set|chang|bump|lower|downgrad|upgrad|drop|mov|put|turn|mark|flag|remov|tak|add|not|note|writ|renam|retitl|titl|sev|p[1-4]|post|updat/i;

const innocent = fc.constantFrom(
  ...[...ASKED_FOR, ...POLITE, ...SHORT_FORMS.keys(), ...WORDS_OF_THEIR_OWN].filter(
    (word) => !ORDERS.test(word),
  ),
  ...[
    '42',
    '#42',
    'INC-42',
    'incident 42',
    'it',
    'this',
    '@ana',
    '<@U1>',
    'ben',
    'payments',
    'checkout',
    'yesterday',
  ],
  ...[
    '?',
    '!',
    ',',
    '.',
    ':',
    'and',
    'the',
    'please',
    'is',
    'was',
    'who',
    'what',
    'down',
    'for',
    'to',
    'we',
    'i',
    '500',
  ],
);
const anything = fc.oneof(
  innocent,
  fc.constantFrom(
    ...VERB_FORMS.keys(),
    'note',
    'rename',
    'make',
    'sev1',
    'page',
    '"',
    '“',
    '`',
    '>',
    '\n',
    '--sev',
    '$&',
    '(',
  ),
  fc.string({ maxLength: 8 }),
);
const saying = (word: fc.Arbitrary<string>) =>
  fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const setting = fc.constantFrom(SETTING, { ...SETTING, incident: 'INC-7' as const });
const RUNS = { numRuns: 2_000 };

describe('whatever is said', () => {
  it('is heard, never thrown at, and always in the same way', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), saying(anything));
    fc.assert(
      fc.property(text, setting, (said, where) => {
        const heard = hear(said, where);
        expect(hear(said, where)).toEqual(heard);
        if (heard.kind === 'confirm') expect(heard.asks.length).toBeGreaterThan(0);
        if ('incident' in heard) expect(heard.incident).toMatch(/^INC-[1-9]\d{0,8}$/);
      }),
      RUNS,
    );
  });

  it('changes nothing when no word of it is an order', () => {
    fc.assert(
      fc.property(saying(innocent), setting, (said, where) => {
        expect(hear(said, where).kind).not.toBe('do');
      }),
      RUNS,
    );
  });

  it('changes nothing when it is denied, quoted or told of others', () => {
    const wrap = fc.constantFrom(
      (order: string) => `do not ${order}`,
      (order: string) => `please don't ${order}`,
      (order: string) => `never ${order}`,
      (order: string) => `ana said "${order}"`,
      (order: string) => `> ${order}`,
      (order: string) => `if ana agrees, ${order}`,
      (order: string) => `ben wants me to ${order}`,
      (order: string) => `${order}? not yet`,
      (order: string) => `no need to ${order}`,
      (order: string) => `should we ${order}?`,
      ...['❌', '🙅', "'", '~~', '(', '「', '|', '\u202e', '=', '/', 'нет', '不'].flatMap((mark) => [
        (order: string) => `${mark} ${order}`,
        (order: string) => `${mark}${order}`,
        (order: string) => `${order} ${mark}`,
        (order: string) => order.replace(' ', ` ${mark} `),
      ]),
    );
    const order = fc.constantFrom(
      'ack 42',
      'resolve INC-42',
      'close 42',
      'escalate this',
      'make 42 a sev1',
      'assign 42 to ben',
      'reopen it',
      'join 42',
      'mark 42 as resolved',
    );
    fc.assert(
      fc.property(order, wrap, setting, (said, wrapped, where) => {
        expect(hear(wrapped(said), where).kind, wrapped(said)).not.toBe('do');
      }),
      RUNS,
    );
  });

  it('takes no longer for being strange', () => {
    for (const piece of [
      '<@a ',
      '"a ',
      '“',
      '# ',
      'please ',
      'inc ',
      '\t',
      'ack 42 and ',
      'the latest ',
      'monday and ',
      'not ',
      '42 ',
      'to @ana ',
      'is it ',
      'a-',
      "i'm ",
    ]) {
      const began = ownMs();
      hear(piece.repeat(5_000), SETTING);
      expect(ownMs() - began, JSON.stringify(piece)).toBeLessThan(1_000);
    }
  });
});
