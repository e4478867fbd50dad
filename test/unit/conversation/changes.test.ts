import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/conversation/hear.ts';
import { ANYWHERE } from '../../../src/conversation/setting.ts';

const anywhere = (text: string) => hear(text, ANYWHERE);
const here = (text: string) => hear(text, { ...ANYWHERE, incident: 'INC-7' });

describe('what changed', () => {
  it.each([
    'what changed before INC-42?',
    'What was deployed before #42?',
    'which deploys were there before INC-42',
    'did anything change right before INC-42?',
    'show me the changes before INC-42',
    'changes of INC-42',
    'what was merged just before incident 42',
  ])('%j asks for the changes before that incident', (text) => {
    expect(anywhere(text)).toEqual({ kind: 'changes', incident: 'INC-42' });
  });

  it.each(['what changed?', 'what changed before this?', 'what did we deploy recently?'])(
    '%j in its channel asks for those before its incident',
    (text) => {
      expect(here(text)).toEqual({ kind: 'changes', incident: 'INC-7' });
    },
  );

  it('asks which incident is meant where none is', () => {
    expect(anywhere('what changed before the incident?')).toMatchObject({ wish: { kind: 'changes' } });
  });
});

describe('a search in words', () => {
  it.each([
    ['find commits by ana', 'author', 'ana'],
    ['show me the commits from ana@acme.example', 'author', 'ana@acme.example'],
    ['find commits about retry limits', 'commit', 'retry limits'],
    ['search for commits with "retry loop"', 'commit', 'retry loop'],
    ['find commits that touched payments/retry.ts', 'file', 'payments/retry.ts'],
    ['who changed payments/retry.ts?', 'file', 'payments/retry.ts'],
    ['find branches named retry', 'branch', 'retry'],
    ['find pull requests about retries please', 'pr', 'retries'],
    ['find pull request #42', 'pr', '42'],
  ])('%j', (text, by, wanted) => expect(anywhere(text)).toEqual({ kind: 'find', by, text: wanted }));

  it.each(['show me the incidents', 'who changed the severity?', 'find somebody for 42', 'commit to it'])(
    'is not what %j is',
    (text) => expect(anywhere(text).kind).not.toBe('find'),
  );
});
