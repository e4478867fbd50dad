import { describe, expect, it } from 'vitest';
import { createLoudActivities } from '../../activities/loud.ts';
import { createLocalise } from '../../activities/localise.ts';
import { notifying } from '../../src/access/recognition.ts';
import type { Loudness } from '../../src/access/loudness.ts';
import { Bench, DELIVERY } from './bench.ts';

const PAGE = { ...DELIVERY, to: { user: 'U7' }, linkedTo: 'ana' };

describe('a page to a linked account', () => {
  it('is sent while the account is linked with the person', async () => {
    const bench = new Bench();
    bench.accounts.ana = [{ instance: 'main', user: 'U7' }];
    await bench.run('page', PAGE);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it.each([
    ['has ended its link', []],
    ['is on another instance', [{ instance: 'other', user: 'U7' }]],
    ['is another one by now', [{ instance: 'main', user: 'U8' }]],
  ])('fails for good when the account %s', async (_why, accounts) => {
    const bench = new Bench();
    bench.accounts.ana = accounts;
    expect(await bench.failure('page', PAGE)).toMatchObject({ type: 'not_linked', nonRetryable: true });
    expect(bench.provider.calls).toEqual([]);
  });

  it('is sent when nobody can say: a page is worth more', async () => {
    const bench = new Bench();
    Object.defineProperty(bench.accounts, 'ana', {
      get: () => {
        throw new Error('the store is away');
      },
    });
    await bench.run('page', PAGE);
    expect(bench.provider.sent).toHaveLength(1);
  });
});

const all: Record<string, Loudness> = { ana: 'pages', ben: 'urgent', cy: 'all', dora: 'all' };
const recognition = {
  loudnessOf: (_tenant: string, person: string): Promise<Loudness> => {
    const loud = all[person];
    return loud ? Promise.resolve(loud) : Promise.reject(new Error('the store is away'));
  },
  userOf: (_tenant: string, person: string, instance: string) =>
    Promise.resolve(person === 'dora' ? undefined : `${person} of ${instance}`),
  accountsOf: (_tenant: string, person: string) =>
    Promise.resolve(
      person === 'dora'
        ? []
        : [
            { instance: 'main', user: person },
            { instance: 'b', user: 'x' },
          ],
    ),
};

describe('a mention', () => {
  it('notifies who is not quiet and has an account, and names the others', async () => {
    const localise = createLocalise(notifying(recognition));
    const people = ['ana', 'ben', 'dora', 'gone'].map((person) => ({ person, name: `Name of ${person}` }));
    const message = { summary: 's', sections: [{ text: people }, { footnote: people }] };
    const { sections } = await localise(message, 'main', 'default');
    const shown = [
      'Name of ana',
      { user: 'ben of main', name: 'Name of ben' },
      'Name of dora',
      { user: 'gone of main', name: 'Name of gone' },
    ];
    expect(sections).toEqual([{ text: shown }, { footnote: shown }]);
  });
});

describe('who is told directly', () => {
  it('is who asked for it, on the account that is preferred', async () => {
    const activities = createLoudActivities(recognition);
    const asked = { tenant: 'default', people: ['ana', 'ben', 'cy', 'dora'] };
    expect(await activities.loudAccounts(asked)).toEqual([{ instance: 'main', user: 'cy' }]);
  });
});
