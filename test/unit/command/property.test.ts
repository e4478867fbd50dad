import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ask, Problem } from '../../../src/command/ask.ts';
import { parseCommandLine } from '../../../src/command/parse.ts';
import { parsePress } from '../../../src/command/press.ts';
import { readForm } from '../../../src/command/submission.ts';
import { VOCABULARY } from '../../../src/command/vocabulary.ts';
import { ownMs } from '../../harness/own-time.ts';

const word = fc.constantFrom(
  ...VOCABULARY.flatMap(({ name, synonyms }) => [name, ...synonyms]),
  ...['--sev', '—sev', '-s', '--team=', '--private', '"', '“', '”', '<@U1', '<@U1|a b>', '@ana', '42', '#42'],
  ...['inc-', 'INC 7', '99999999999', '\n', '\u0000', '💥', '/im', '$&', '(', '[', '\\'],
);
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }).map((words) => words.join(' ')),
);
const place = fc.constantFrom({}, { incident: 'INC-7' as const });

const KINDS: readonly (Ask | Problem)['kind'][] = [
  'declare',
  'command',
  'assign',
  'status',
  'summary',
  'who',
  'why',
  'postmortem',
  'changes',
  'find',
  'action',
  'oncall',
  'simulate',
  'override',
  'swap',
  'maintenance',
  'ticket',
  'run',
  'list',
  'providers',
  'auditor',
  'figures',
  'help',
  'account',
  'form',
  'problem',
];

const RUNS = { numRuns: 3_000 };

describe('whatever is typed', () => {
  it('is understood or answered, never thrown at', () => {
    fc.assert(
      fc.property(line, place, (text, where) => {
        const parsed = parseCommandLine(text, where);
        expect(KINDS).toContain(parsed.kind);
        if (parsed.kind === 'problem') expect(parsed.message.length).toBeGreaterThan(10);
        if ('incident' in parsed) expect(parsed.incident).toMatch(/^INC-[1-9]\d{0,8}$/);
      }),
      RUNS,
    );
  });

  it('reaches a note letter by letter', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).map((text) => `x${text}x`),
        (text) => {
          expect(parseCommandLine(`note inc-42 ${text}`, {})).toEqual({
            kind: 'command',
            incident: 'INC-42',
            command: { name: 'note', text },
          });
        },
      ),
      RUNS,
    );
  });

  it('reaches a title in quotes letter by letter, with flags before and behind', () => {
    const title = fc.string({ minLength: 1 }).map((text) => `x${text.replace(/["“”„]/g, '')}x`);
    fc.assert(
      fc.property(title, (text) => {
        expect(parseCommandLine(`declare --sev 2 "${text}" --private`, {})).toEqual({
          kind: 'declare',
          title: text,
          severity: 'SEV-2',
          private: true,
        });
      }),
      RUNS,
    );
  });

  it('takes no longer for being strange', () => {
    for (const piece of ['<@a ', '"a ', '--a="', '“', '# ', 'please ', 'inc ', '\t']) {
      const began = ownMs();
      parseCommandLine(`declare ${piece.repeat(5_000)}`, {});
      expect(ownMs() - began, JSON.stringify(piece)).toBeLessThan(1_000);
    }
  });
});

describe('whatever is pressed or sent', () => {
  it('is understood or answered, never thrown at', () => {
    const record = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('incident', 'title', 'note', 'text', 'person')),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        record,
        record,
        (text, value, context, values) => {
          expect([...KINDS, 'no', 'yes']).toContain(parsePress(text, value).kind);
          expect([...KINDS, 'invalid']).toContain(readForm(text, context, values).kind);
        },
      ),
      RUNS,
    );
  });
});
