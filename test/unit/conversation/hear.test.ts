import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/conversation/hear.ts';
import { labelOf } from '../../bench/conversation/label.ts';
import { SETTING } from '../../bench/conversation/sentences.ts';

const anywhere = (text: string): string => labelOf(hear(text, SETTING), SETTING.zone);
/** Said in the channel of INC-7. */
const here = (text: string): string => labelOf(hear(text, { ...SETTING, incident: 'INC-7' }), SETTING.zone);

describe('what is said unmistakably', () => {
  it.each([
    'ack 42',
    '@muster ack 42',
    'hey @muster, can you ack 42 please?',
    'Please acknowledge incident 42.',
    'could you please acknowledge INC-42?',
    'ack 42 @muster',
    'Hi Muster! ack #42 now',
  ])('is done: %j', (text) => {
    expect(anywhere(text)).toBe('do ack INC-42');
    expect(here(text)).toBe('do ack INC-42');
  });

  it('takes its note, letter by letter', () => {
    expect(anywhere('Resolve INC-42: It was DNS (again), 50% of it!')).toBe(
      'do resolve INC-42 "It was DNS (again), 50% of it!"',
    );
    expect(here('note that Ben’s fix “works” & is <live>')).toBe(
      'do note INC-7 "Ben’s fix “works” & is <live>"',
    );
    expect(here('update: A fix is out; 2 of 3 regions are well')).toBe(
      'do update INC-7 "A fix is out; 2 of 3 regions are well"',
    );
    expect(anywhere('declare "Checkout is down" --sev 1 --service checkout')).toBe(
      'do declare sev=SEV-1 service=checkout "Checkout is down"',
    );
  });
});

describe('what is dictated', () => {
  it('is kept whole, with whatever it begins with, and however long it is', () => {
    const long = 'it was DNS again, and '.repeat(60).trim();
    expect(here(`note: ${long}`)).toBe(`do note INC-7 "${long}"`);
    expect(here('note: 🔥 disk <full>')).toBe('do note INC-7 "🔥 disk <full>"');
    expect(here('rename it to 「Login」 loops')).toBe('do title INC-7 "「Login」 loops"');
    expect(here(`note: ${'x'.repeat(4_000)}`)).toBe(`do note INC-7 "${'x'.repeat(4_000)}"`);
  });

  it('keeps its lines in a note, and has one line as a title', () => {
    expect(here('note: first\nsecond')).toBe('do note INC-7 "first\nsecond"');
    expect(here('rename it to one\ntwo')).toBe('do title INC-7 "one two"');
    expect(anywhere('declare an incident: one\ntwo')).toBe('do declare "one two"');
  });

  it('is something', () => {
    for (const text of ['note.', 'note?', 'note: …', 'title: ?', 'note to self: buy milk'])
      expect(here(text), text).not.toMatch(/^(?:do|confirm)/);
  });
});

describe('what could be meant otherwise', () => {
  it.each([
    // Told, quoted, negated, conditional, weighed, asked of others, taken back.
    ...['ana: resolve 42', 'ben resolve 42', 'someone resolve 42', 'everyone ack 42', 'team, please ack 42'],
    ...['resolve 42? no', 'resolve 42, just kidding', 'ack 42... never mind', 'close 42 or leave it open?'],
    ...['close INC-42 is what ana wants', 'resolve 42, ben said', 'escalate INC-42 only if it gets worse'],
    ...[
      'I resolve 42 every week',
      'you resolve 42',
      'they resolve 42',
      'to resolve 42 restart it',
      'resolving 42',
    ],
    ...[
      '"resolve 42"',
      '`close 42`',
      '> ack 42',
      '“ack 42”',
      'type ack 42',
      'try resolve 42',
      'run close 42',
    ],
    ...[
      'resolve 42 tomorrow',
      'ack 42 later maybe',
      'resolve 42 not 43',
      'resolve 42 and ask ben',
      'ack 42 lol',
    ],
    ...[
      'resolv INC-42: done',
      'clsoe INC-42 it is over',
      'esclate 42',
      'assign 42 to bne',
      'make anna commander of 42',
    ],
    ...[
      'who wants to ack 42?',
      'how about we close 42',
      'why not resolve 42',
      'did you resolve 42',
      'we resolve 42 at noon',
    ],
    ...[
      'do not ack 42',
      "don't you dare close 42",
      'never resolve 42',
      'no need to ack 42',
      'stop, do not close 42',
    ],
    ...[
      'my comand was: close 42',
      'a user typed close 42',
      'does close 42 work?',
      'ack 42 failed',
      'ack 42 did not work',
    ],
    ...['close the payments incident', 'resolve the last incident', 'escalate 42 to the database team'],
    ...[
      'resolve 42 43',
      'ack 4 2',
      'resolve 500 errors',
      'close 3 tickets',
      'leave 2 of us alone',
      'join 42 of us',
    ],
    ...[
      'is it ok to close 42',
      'should I resolve INC-42?',
      'can I ack 42',
      'shall we escalate 42?',
      'may I close 42?',
    ],
    ...[
      'ack 42 and resolve 43 and close 44',
      'resolve 42 then 43',
      'make 42 a sev1 or sev2?',
      'sev1?',
      'set 42 to sev 7',
    ],
  ])('changes nothing without a yes: %j', (text) => {
    expect(anywhere(text)).not.toMatch(/^do\b/);
    expect(here(text)).not.toMatch(/^do\b/);
  });

  it.each([
    // Characters that belong to no word may turn it around: nothing is passed over in silence.
    ...['❌ close 42', 'ack 42 🙅', '🚫 ack 42', '~~close 42~~', '||close 42||', ':x: close 42', '-close 42'],
    ...[
      "'close 42'",
      '‘close 42’',
      '「close 42」',
      '(close 42)',
      '[close 42]',
      'close \u202e24',
      'close 42¿',
    ],
    ...['close ４２', 'close ٤٢', 'ack ４２', 'close 42 (нет)', 'close 42 不'],
    // An explanation may be a reason against it.
    ...[
      'close INC-42, it is not done yet',
      'close INC-42, we are not done',
      "close 42: don't",
      'close INC-42: ❌',
    ],
    ...['resolve INC-42: tomorrow', 'close INC-42: later', 'resolve INC-42, i guess', 'close 42, I think'],
    ...['resolve INC-42, we should discuss first', 'resolve INC-42, we need to check first'],
    ...['close INC-42, they should', 'resolve INC-42 because we will be done soon'],
    ...['could you maybe close it', 'you should close it', 'close it everyone'],
    // Second thoughts, questions.
    ...['declare an incident: no, wait', 'declare an incident: not yet', 'open an incident: maybe later'],
    ...['rename 42 to what?', `declare an incident: ${'x'.repeat(300)}`],
    // A line that is quoted, wherever it stands.
    ...['ben wrote\n> close 42', 'please\n> close 42', '```\nclose 42\n```'],
    // What comes late in a long text counts, too.
    `ack 42 ${' '.repeat(1_000)} is what I would never do`,
    `close INC-42: it was DNS ${'.'.repeat(1_000)} or was it, so do not`,
  ])('changes nothing without a yes: %j', (text) => {
    expect(anywhere(text)).not.toMatch(/^do\b/);
    expect(here(text)).not.toMatch(/^do\b/);
  });

  it('is not asked back of another incident than the one that was said', () => {
    expect(here('ack 42 lol')).toBe('unclear');
    expect(here('add a note to 42 foo bar')).toBe('confirm note INC-42 "foo bar"');
    expect(here('add to the timeline of 42 foo')).toBe('confirm note INC-42 "foo"');
    expect(here('note 500 errors everywhere')).toBe('confirm note INC-7 "500 errors everywhere"');
    expect(here('resolve INC-42, i guess')).toBe('confirm resolve INC-42 "i guess"');
  });

  it('asks for the incident when none is meant, and names it where one is', () => {
    expect(anywhere('resolve')).toBe('which resolve');
    expect(here('resolve')).toBe('do resolve INC-7');
    expect(anywhere("who's on it?")).toBe('which who');
    expect(here("who's on it?")).toBe('who INC-7');
  });

  it('knows "it" from what was named before', () => {
    expect(here('what about 42? I think it is resolved now')).toBe('confirm resolve INC-42');
  });
});

describe('names', () => {
  it('of people are no verbs, and verbs no people', () => {
    const circle = {
      ...SETTING,
      people: [
        { id: 'mark', name: 'Mark Page' },
        { id: 'will', name: 'Will Close' },
      ],
    };
    expect(labelOf(hear('mark 42 as resolved', circle), 'UTC')).toBe('do resolve INC-42');
    expect(labelOf(hear('assign 42 to @mark', circle), 'UTC')).toBe('do assign INC-42 @mark');
  });

  it('of a team and a service that are called the same mean both', () => {
    const circle = { ...SETTING, services: [{ id: 'payments', name: 'Payments' }] };
    expect(labelOf(hear("what's going on with payments?", circle), 'UTC')).toBe('list team=payments');
    expect(labelOf(hear('page payments for 42', circle), 'UTC')).toBe(
      'confirm escalate INC-42 team=payments',
    );
  });

  it('that nobody has are not made up', () => {
    const nobody = { ...SETTING, teams: [], services: [], people: [] };
    expect(
      labelOf(hear('escalate this to the database team', { ...nobody, incident: 'INC-7' }), 'UTC'),
    ).not.toMatch(/^do|team=/);
  });
});
