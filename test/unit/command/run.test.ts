import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/command/parse.ts';
import { parsePress } from '../../../src/command/press.ts';
import { parseExclaimed, spokenOfRuns } from '../../../src/command/run.ts';
import { readForm } from '../../../src/command/submission.ts';

const HERE = { incident: 'INC-4' } as const;
const run = (wish: object) => ({ kind: 'run', wish });

describe('runs', () => {
  it.each([
    [
      'run google StackStorm and return 5 results',
      { do: 'start', text: 'google StackStorm and return 5 results' },
    ],
    ['run', { do: 'help' }],
    ['run help', { do: 'help' }],
    ['run help aws  ec2', { do: 'help', about: 'aws  ec2' }],
    ['run helpdesk ticket', { do: 'start', text: 'helpdesk ticket' }],
    ['run RUN-7', { do: 'show', run: 'RUN-7' }],
    ['run 7', { do: 'start', text: '7' }],
    ['runs', { do: 'list' }],
    ['runs 7', { do: 'show', run: 'RUN-7' }],
    ['cancel run-7', { do: 'cancel', run: 'RUN-7' }],
    ['approve 7', { do: 'approve', run: 'RUN-7' }],
    ['reject RUN-7', { do: 'decline', run: 'RUN-7' }],
  ])('are meant by /im %s', (text, wish) => {
    expect(parseCommandLine(text, {})).toEqual(run(wish));
  });

  it('belong to the incident in whose channel they are ordered', () => {
    expect(parseCommandLine('run restart web1', HERE)).toEqual(
      run({ do: 'start', text: 'restart web1', incident: 'INC-4' }),
    );
  });

  it.each(['cancel', 'approve 42 please', 'runs everything', 'decline INC-4'])(
    'are asked back for %s',
    (text) => {
      expect(parseCommandLine(text, {})).toMatchObject({
        kind: 'problem',
        message: expect.stringContaining('RUN-7') as string,
      });
    },
  );

  it('are approved, declined, cancelled and shown by buttons', () => {
    for (const command of ['approve', 'decline', 'cancel', 'show'])
      expect(parsePress(`run-${command} RUN-7`, undefined)).toEqual(run({ do: command, run: 'RUN-7' }));
    expect(parsePress('run-approve INC-7', undefined)).toMatchObject({ kind: 'problem' });
    expect(parsePress('run-approve', undefined)).toMatchObject({ kind: 'problem' });
  });

  it('are ordered by a form, which can be opened once more', () => {
    expect(readForm('run', { asked: 'abc' }, { host: 'web1' })).toEqual(
      run({ do: 'fill', asked: 'abc', entered: { host: 'web1' } }),
    );
    expect(parsePress('open:run abc', undefined)).toEqual(run({ do: 'ask', asked: 'abc' }));
  });
});

describe('in plain language', () => {
  it.each([
    ['please approve RUN-7', { do: 'approve', run: 'RUN-7' }],
    ['deny run 7!', { do: 'decline', run: 'RUN-7' }],
    ['stop run #7 please', { do: 'cancel', run: 'RUN-7' }],
    ['RUN-7?', { do: 'show', run: 'RUN-7' }],
    ['status of run 7', { do: 'show', run: 'RUN-7' }],
    ['show me the last runs', { do: 'list' }],
    ['what can I run?', { do: 'help' }],
  ])('%s', (text, wish) => {
    expect(spokenOfRuns(text)).toEqual(run(wish));
  });

  it('what is long takes no time, whatever it is of', () => {
    expect(spokenOfRuns(`stop${'.'.repeat(40_000)}x`)).toBeUndefined();
    expect(spokenOfRuns(`cancel run 7${'.,! '.repeat(10_000)}please${'?'.repeat(40_000)}`)).toEqual(
      run({ do: 'cancel', run: 'RUN-7' }),
    );
  });

  it.each([
    'run 7 tests',
    'approve 42',
    'cancel that',
    'who runs payments',
    'close INC-7',
    'run a simulation',
  ])('%s is none of runs', (text) => {
    expect(spokenOfRuns(text)).toBeUndefined();
  });
});

describe('after !', () => {
  it('stands a sentence that may be meant for somebody else, or help', () => {
    expect(parseExclaimed('google StackStorm', {}, 'to anybody')).toEqual(
      run({ do: 'start', text: 'google StackStorm', casual: true }),
    );
    expect(parseExclaimed(' google StackStorm', HERE, 'to Muster')).toEqual(
      run({ do: 'start', text: 'google StackStorm', incident: 'INC-4' }),
    );
    expect(parseExclaimed('help aws', HERE, 'to anybody')).toEqual(run({ do: 'help', about: 'aws' }));
    expect(parseExclaimed('Help', HERE, 'to anybody')).toEqual(run({ do: 'help' }));
    expect(parseExclaimed('helpdesk ticket', {}, 'to Muster')).toEqual(
      run({ do: 'start', text: 'helpdesk ticket' }),
    );
  });
});

describe('runbooks', () => {
  it.each([
    ['runbooks INC-7', { do: 'runbooks', incident: 'INC-7' }],
    ['runbook 7 restart', { do: 'runbook', incident: 'INC-7', name: 'restart' }],
    [
      'runbooks INC-7 Restart.db why="a b" n=2',
      { do: 'runbook', incident: 'INC-7', name: 'restart.db', said: { why: 'a b', n: '2' } },
    ],
  ])('are meant by /im %s', (text, wish) => {
    expect(parseCommandLine(text, {})).toEqual(run(wish));
  });

  it('are those of the incident in whose channel they are asked for', () => {
    expect(parseCommandLine('runbooks', HERE)).toEqual(run({ do: 'runbooks', incident: 'INC-4' }));
    expect(parseCommandLine('runbook restart', HERE)).toEqual(
      run({ do: 'runbook', incident: 'INC-4', name: 'restart' }),
    );
    expect(parseCommandLine('runbooks INC-7 restart', HERE)).toMatchObject({ wish: { incident: 'INC-7' } });
  });

  it('are run by a button, or an option of a menu', () => {
    const wish = run({ do: 'runbook', incident: 'INC-7', name: 'restart', nth: 3 });
    expect(parsePress('runbook:3:restart INC-7', undefined)).toEqual(wish);
    expect(parsePress('runbook INC-7', '3:restart')).toEqual(wish);
    for (const [action, value] of [
      ['runbook INC-7', undefined],
      ['runbook:3:restart', undefined],
      ['runbook:x INC-7', undefined],
    ] as const)
      expect(parsePress(action, value)).toMatchObject({ kind: 'problem' });
  });
});
