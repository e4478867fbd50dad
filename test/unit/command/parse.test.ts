import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/command/ask.ts';
import { parseCommandLine } from '../../../src/command/parse.ts';
import { VOCABULARY } from '../../../src/command/vocabulary.ts';

const anywhere = (text: string) => parseCommandLine(text, {});
/** Typed in the channel of INC-7. */
const here = (text: string) => parseCommandLine(text, { incident: 'INC-7' });

const command = (incident: `INC-${number}`, asked: Extract<Ask, { kind: 'command' }>['command']): Ask => ({
  kind: 'command',
  incident,
  command: asked,
});

const said = (text: string, place: typeof anywhere = anywhere): string => {
  const parsed = place(text);
  if (parsed.kind !== 'problem') throw new Error(`${text} was understood: ${JSON.stringify(parsed)}`);
  return parsed.message;
};

describe('declare', () => {
  const plain = { kind: 'declare', title: 'Checkout is down', private: false };

  it.each([
    'declare Checkout is down',
    'DECLARE   Checkout is down ',
    'new Checkout is down',
    'declare "Checkout is down"',
    'declare “Checkout is down”',
    'declare „Checkout is down“',
    '/im declare Checkout is down',
  ])('reads the title of %j', (text) => {
    expect(anywhere(text)).toEqual(plain);
  });

  it.each([
    'declare Checkout is down --sev 1 --team payments --service checkout --private',
    'declare --private --sev=1 --team=payments --service=checkout Checkout is down',
    'declare Checkout —sev 1 is –team payments down —service checkout -p',
    'declare -s sev1 Checkout -t payments is --SERVICE "checkout" down --Private',
    'declare --severity SEV-1 --team=“payments” “Checkout is down” --service checkout --private',
  ])('finds the flags of %j wherever they stand', (text) => {
    expect(anywhere(text)).toEqual({
      ...plain,
      severity: 'SEV-1',
      team: 'payments',
      service: 'checkout',
      private: true,
    });
  });

  it('takes a quoted name of several words', () => {
    expect(anywhere('declare x --team "core payments"')).toMatchObject({ title: 'x', team: 'core payments' });
    expect(anywhere('declare x --team=“core payments”')).toMatchObject({ title: 'x', team: 'core payments' });
    expect(anywhere('declare x --team=‘core payments’')).toMatchObject({ title: 'x', team: 'core payments' });
    expect(anywhere('declare x --team «core payments»')).toMatchObject({ title: 'x', team: 'core payments' });
  });

  it.each([
    ['declare rm "--force" went wrong', 'rm "--force" went wrong'],
    ['declare Checkout — cards fail', 'Checkout — cards fail'],
    ['declare Checkout -- cards fail', 'Checkout -- cards fail'],
    ['declare Errors —again', 'Errors —again'],
    ['declare -5 degrees in the cellar', '-5 degrees in the cellar'],
    ['declare say "hi" twice', 'say "hi" twice'],
    ['declare "quoted"s fail', '"quoted"s fail'],
    ['declare an "unfinished quote', 'an "unfinished quote'],
    ["declare Ana's laptop", "Ana's laptop"],
    ['declare Ana’s and the customers’ laptops', 'Ana’s and the customers’ laptops'],
  ])('leaves punctuation in %j alone', (text, title) => {
    expect(anywhere(text)).toMatchObject({ kind: 'declare', title });
  });

  it('opens the form without a title, with what was said filled in', () => {
    expect(anywhere('declare')).toEqual({ kind: 'form', form: 'declare' });
    expect(anywhere('declare ""')).toEqual({ kind: 'form', form: 'declare' });
    expect(anywhere('declare —sev 2 --private')).toEqual({
      kind: 'form',
      form: 'declare',
      initial: { severity: 'SEV-2', private: 'true' },
    });
  });

  it.each([
    [
      'declare x --sev 9',
      'There is no severity "9": it is one of SEV-1, SEV-2, SEV-3, SEV-4, or just 1 to 4.',
    ],
    ['declare x --sev', '--sev needs a value, as in `--sev 1`.'],
    ['declare x --sev --private', '--sev needs a value, as in `--sev 1`.'],
    ['declare x --team=', '--team needs a value, as in `--team payments`.'],
    ['declare x --private=yes', '--private takes no value: it is on when it is there.'],
    [
      'declare x --sevv 1',
      '`declare` has no flag --sevv. Did you mean --sev? Text with two hyphens goes into quotes.',
    ],
    [
      'declare x --foo',
      '`declare` has no flag --foo. It has --sev, --team, --service, --label, --private. Text with two hyphens goes into quotes.',
    ],
  ])('says of %j: %s', (text, message) => {
    expect(said(text)).toBe(message);
  });
});

describe('the incident', () => {
  it.each([
    'ack 42',
    'ack #42',
    'ack inc-42',
    'ack INC-42',
    'ack inc 42',
    'ack inc42',
    'ack INC-0042',
    'ack 42.',
    'ack 42,',
  ])('is understood in %j, in and outside of a channel', (text) => {
    expect(anywhere(text)).toEqual(command('INC-42', { name: 'ack' }));
    expect(here(text)).toEqual(command('INC-42', { name: 'ack' }));
  });

  it('may be left out in its own channel', () => {
    expect(here('ack')).toEqual(command('INC-7', { name: 'ack' }));
    expect(here('status')).toEqual({ kind: 'status', incident: 'INC-7' });
    expect(here('resolve it was DNS')).toEqual(command('INC-7', { name: 'resolve', note: 'it was DNS' }));
  });

  it.each(
    VOCABULARY.map(({ name, usage }) => (usage.includes('[id]') ? name : undefined)).filter(
      (name) => name !== undefined && name !== 'action',
    ),
  )('is asked for by %s elsewhere, with what to type', (name) => {
    const example = VOCABULARY.find((word) => word.name === name)!.example;
    expect(said(name)).toBe(
      `Which incident? Give its id, as in \`/im ${example}\`, or type this in the incident's own channel. ` +
        '`/im list` shows the active incidents.',
    );
  });

  it.each(['note inc-4x falling', 'ack inc-0', 'resolve INC-12345678901 done'])(
    'is not guessed in %j',
    (text) => {
      expect(said(text, here)).toMatch(/^`\S+` is no incident id such as INC-42\.$/);
    },
  );

  it('alone asks for its status', () => {
    expect(anywhere('42')).toEqual({ kind: 'status', incident: 'INC-42' });
    expect(here('inc-42')).toEqual({ kind: 'status', incident: 'INC-42' });
  });
});

describe('a number at the beginning of a note', () => {
  it("is the id outside of an incident's channel", () => {
    expect(anywhere('resolve 42 it was dns')).toEqual(
      command('INC-42', { name: 'resolve', note: 'it was dns' }),
    );
    expect(anywhere('note 42 errors are falling')).toEqual(
      command('INC-42', { name: 'note', text: 'errors are falling' }),
    );
  });

  it("is text in an incident's channel, unless it is marked as an id", () => {
    expect(here('note 500 errors everywhere')).toEqual(
      command('INC-7', { name: 'note', text: '500 errors everywhere' }),
    );
    expect(here('title 500 errors')).toEqual(command('INC-7', { name: 'title', title: '500 errors' }));
    expect(here('note #42 is related')).toEqual(command('INC-42', { name: 'note', text: 'is related' }));
    expect(here('note inc-42: is related')).toEqual(command('INC-42', { name: 'note', text: 'is related' }));
  });

  it.each(['500ms latency', '42.5 % errors', '3-way handshake fails', '#critical is noisy'])(
    'is no id when it is part of a word: %j',
    (text) => {
      expect(here(`note ${text}`)).toEqual(command('INC-7', { name: 'note', text }));
      expect(said(`note ${text}`)).toContain('Which incident?');
    },
  );

  it.each(['mitigate', 'resolve', 'close', 'reopen', 'escalate'])(
    'is asked back by %s, which could hit the wrong incident',
    (name) => {
      expect(said(`${name} 500 errors`, here)).toBe(
        `This is the channel of INC-7. Do you mean INC-500? Then type \`/im ${name} INC-500 errors\`. ` +
          `If 500 belongs to the note: \`/im ${name} INC-7 500 errors\`.`,
      );
      expect(said(`${name} 42`, here)).toContain('Do you mean INC-42?');
      expect(here(`${name} 7 done`)).toMatchObject({ incident: 'INC-7', command: { name, note: 'done' } });
      expect(here(`${name} #500 errors`)).toMatchObject({
        incident: 'INC-500',
        command: { name, note: 'errors' },
      });
    },
  );

  it('leads to a question whose answers are both understood as meant', () => {
    const [, other, own] = /type `\/im (.+?)`.*`\/im (.+?)`/.exec(said('resolve 500 errors', here))!;
    expect(here(other!)).toEqual(command('INC-500', { name: 'resolve', note: 'errors' }));
    expect(here(own!)).toEqual(command('INC-7', { name: 'resolve', note: '500 errors' }));
  });
});

describe('text', () => {
  it('is kept as it was typed', () => {
    const text = 'he said "no" --force   twice\nand <@U1> left — really';
    expect(here(`note ${text}`)).toEqual(command('INC-7', { name: 'note', text }));
  });

  it('loses quotes around the whole of it', () => {
    expect(here('title “Cards fail”')).toEqual(command('INC-7', { name: 'title', title: 'Cards fail' }));
    expect(here('resolve "it was DNS"')).toEqual(command('INC-7', { name: 'resolve', note: 'it was DNS' }));
  });

  it('that is missing opens a form or is asked for', () => {
    expect(here('note')).toEqual({ kind: 'form', form: 'note', incident: 'INC-7' });
    expect(anywhere('note 42')).toEqual({ kind: 'form', form: 'note', incident: 'INC-42' });
    expect(said('title', here)).toBe('A title needs a text: `/im title INC-7 Checkout fails for cards`.');
  });

  it('that a command does not take is not lost silently', () => {
    expect(said('ack 42 on it')).toBe(
      '`ack` takes only an incident: `/im ack INC-42`. To say something: `/im note INC-42 on it`.',
    );
    expect(said('join for a while', here)).toContain('`/im join INC-7`');
  });
});

describe('severity', () => {
  it.each(['severity 2', 'severity sev2', 'sev sev 2', 'severity SEV-2'])(
    'is set by %j in a channel',
    (text) => {
      expect(here(text)).toEqual(command('INC-7', { name: 'severity', severity: 'SEV-2' }));
    },
  );

  it.each(['severity 42 2', 'sev #42 SEV-2', 'severity inc-42 to 2'])('is set by %j anywhere', (text) => {
    expect(anywhere(text)).toEqual(command('INC-42', { name: 'severity', severity: 'SEV-2' }));
    expect(here(text)).toEqual(command('INC-42', { name: 'severity', severity: 'SEV-2' }));
  });

  it('says which there are', () => {
    const values = 'it is one of SEV-1, SEV-2, SEV-3, SEV-4, or just 1 to 4.';
    expect(said('severity 500', here)).toBe(`There is no severity "500": ${values}`);
    expect(said('severity high', here)).toBe(`There is no severity "high": ${values}`);
    expect(said('severity 42 5')).toBe(`There is no severity "5": ${values}`);
    expect(said('severity 42')).toBe(`Which severity? \`/im severity INC-42 1\`; ${values}`);
    expect(said('severity', here)).toBe(`Which severity? \`/im severity 1\`; ${values}`);
    expect(said('severity 2')).toContain('Which incident?');
  });
});

describe('assign', () => {
  it.each([
    ['assign 42 @ana commander', '@ana', 'commander'],
    ['assign 42 to @ana as the commander', '@ana', 'commander'],
    ['assign #42 commander @ana', '@ana', 'commander'],
    ['assign 42 <@U123> comms', '<@U123>', 'communications'],
    ['assign 42 <@U123|Ana Lima> scribe', '<@U123|Ana Lima>', 'scribe'],
    ['assign 42 me ic', 'me', 'commander'],
    ['assign 42 @"Ana Lima" ic', '@Ana Lima', 'commander'],
    ['assign 42 “Ana Lima” ic', 'Ana Lima', 'commander'],
    ['assign 42 Ana', 'Ana', undefined],
    ['assign 42 @ana', '@ana', undefined],
  ])('understands %j', (text, person, role) => {
    const expected = { kind: 'assign', incident: 'INC-42', person, ...(role && { role }) };
    expect(anywhere(text)).toEqual(expected);
    expect(here(text)).toEqual(expected);
    expect(here(text.replace(/#?42 /, ''))).toEqual({ ...expected, incident: 'INC-7' });
  });

  it('opens the form when nobody is named', () => {
    expect(here('assign')).toEqual({ kind: 'form', form: 'assign', incident: 'INC-7' });
    expect(anywhere('assign 42 commander')).toEqual({
      kind: 'form',
      form: 'assign',
      incident: 'INC-42',
      initial: { role: 'commander' },
    });
  });

  it('says which roles there are', () => {
    expect(said('assign @ana comander', here)).toBe(
      '"comander" is no role: it is one of commander, communications, scribe (comms and ic will do). ' +
        'A name of several words goes into quotes: `/im assign 42 @"Ana Lima" commander`.',
    );
  });
});

describe('list', () => {
  const all = { kind: 'list', mine: false, all: false };

  it.each([
    ['list', {}],
    ['ls --mine', { mine: true }],
    ['list mine -a', { mine: true, all: true }],
    ['list --status resolved', { status: 'resolved' }],
    ['list resolved', { status: 'resolved' }],
    ['list --status active', {}],
    ['list --status=all', { all: true }],
    ['list --severity 1 --team payments', { severity: 'SEV-1', team: 'payments' }],
    ['list sev1 --service “check out”', { severity: 'SEV-1', service: 'check out' }],
    ['list --before inc-42', { before: 42 }],
  ])('understands %j', (text, narrowed) => {
    expect(anywhere(text)).toEqual({ ...all, ...narrowed });
    expect(here(text)).toEqual({ ...all, ...narrowed });
  });

  it.each([
    [
      'list --status opne',
      'There is no status "opne": it is one of open, acknowledged, mitigated, resolved, closed, or active, or all. Did you mean open?',
    ],
    [
      'list --severity 7',
      'There is no severity "7": it is one of SEV-1, SEV-2, SEV-3, SEV-4, or just 1 to 4.',
    ],
    ['list --before yesterday', '--before needs an incident id such as INC-42, not "yesterday".'],
    ['list everything', '`list` does not understand "everything". `/im help list` says what it takes.'],
    [
      'list --owner me',
      '`list` has no flag --owner. It has --status, --severity, --team, --service, --mine, --all, --before. Text with two hyphens goes into quotes.',
    ],
  ])('says of %j: %s', (text, message) => {
    expect(said(text)).toBe(message);
  });
});

describe('words', () => {
  it.each(VOCABULARY.flatMap(({ name, synonyms }) => synonyms.map((synonym) => [synonym, name])))(
    '%s means %s',
    (synonym, name) => {
      expect(anywhere(`${synonym} 42 x`)).toEqual(anywhere(`${name} 42 x`));
    },
  );

  it('are understood from every example of the table, and the permission is that of the word', () => {
    for (const word of VOCABULARY) {
      const asked = anywhere(word.example);
      const ofRun = asked.kind === 'run' && { start: 'run', show: 'runs' }[asked.wish.do as string];
      const own =
        asked.kind === 'account' ? asked.wish.do : asked.kind === 'run' ? ofRun || asked.wish.do : asked.kind;
      expect(asked.kind === 'command' ? asked.command.name : own, word.example).toBe(word.name);
      // What somebody may know and change of themselves needs no permission.
      const free = word.name === 'help' || asked.kind === 'account';
      // Other ways to look at an incident and at people.
      const others: Readonly<Record<string, string>> = {
        summary: 'status',
        why: 'status',
        changes: 'status',
        postmortem: 'status',
        who: 'status',
        oncall: 'people',
        swap: 'override',
        simulate: 'people',
        runs: 'run',
        runbooks: 'run',
        cancel: 'run',
        decline: 'approve',
      };
      const needed = others[word.name] ?? word.name;
      expect('permission' in word ? word.permission : undefined).toBe(free ? undefined : needed);
    }
  });

  it.each([
    ['akc', 'ack'],
    ['acknowlege', 'ack'],
    ['resove', 'resolve'],
    ['lits', 'list'],
    ['stat', 'status'],
    ['stauts', 'status'],
    ['excalate', 'escalate'],
    ['delcare', 'declare'],
  ])('like %j lead to %j', (word, meant) => {
    expect(said(`${word} 42`)).toBe(`There is no command \`${word}\`. Did you mean \`/im ${meant}\`?`);
  });

  it.each(['foo', 'make', 'x', '!!!', 'constructor', '__proto__'])('like %j lead to the help', (word) => {
    expect(said(word)).toBe(`There is no command \`${word}\`. \`/im help\` lists the commands.`);
  });

  it('are shown shortened when they are endless', () => {
    expect(said('z'.repeat(5_000)).length).toBeLessThan(120);
  });
});

describe('help', () => {
  it.each(['', '   ', 'help', '?', '--help', '/im', '/im help'])('is given for %j', (text) => {
    expect(anywhere(text)).toEqual({ kind: 'help' });
  });

  it('is given on a command, by any of its words', () => {
    expect(anywhere('help resolve')).toEqual({ kind: 'help', about: 'resolve' });
    expect(anywhere('help /im sev')).toEqual({ kind: 'help', about: 'severity' });
    expect(said('help resove')).toContain('Did you mean `/im resolve`?');
  });
});
