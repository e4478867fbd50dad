import { expect, test } from 'vitest';
import { NEWS_LIMIT, type ChangeNews } from '../../src/git/news.ts';
import { changesSignal } from '../../workflows/incident/messages.ts';
import { declaring } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const COMMIT: ChangeNews = {
  key: 'acme/payments@4fd1a9c',
  kind: 'commit',
  repository: 'acme/payments',
  name: '4fd1a9c',
  title: 'Mend what INC-1 is about',
  by: 'Ana',
  url: 'https://git.example/acme/payments/commit/4fd1a9c',
  at: 1_772_366_400_000,
};

const mentioned = (incident: IncidentUnderTest): readonly ChangeNews[] =>
  incident
    .timeline('changes_mentioned')
    .flatMap((event) => (event.type === 'changes_mentioned' ? event.changes : []));

async function tell(incident: IncidentUnderTest, news: readonly unknown[]): Promise<void> {
  await incident.handle.signal(changesSignal, news as readonly ChangeNews[]);
  await incident.settled();
}

test('a commit that mentions an incident stands on its timeline once, however often it is told', async () => {
  const incident = await declare();
  await tell(incident, [COMMIT]);
  await tell(incident, [COMMIT]);
  const merged: ChangeNews = { ...COMMIT, key: 'acme/payments#7/merged', kind: 'merged', name: '#7' };
  await tell(incident, [COMMIT, merged, merged]);
  expect(mentioned(incident)).toEqual([COMMIT, merged]);
  expect(incident.timeline('changes_mentioned').map(({ by }) => by.name)).toEqual(['Muster', 'Muster']);
});

test('what cannot be a change is passed over, and what is told beside it is not', async () => {
  const incident = await declare();
  const { key: _, ...nameless } = COMMIT;
  await tell(incident, [null, 'x', nameless, { ...COMMIT, kind: 'explosion' }, { ...COMMIT, name: ' ' }]);
  await incident.handle.signal('changes', { length: 3 });
  await incident.handle.signal('changes');
  await tell(incident, [{ ...COMMIT, url: 'javascript:alert(1)' }]);
  const { url: _url, ...rest } = COMMIT;
  expect(mentioned(incident)).toEqual([rest]);
  expect(await incident.status()).toBe('RUNNING');
});

test('secrets in a message of a commit do not come into the incident', async () => {
  const secret = ['xoxb', '123456789012', 'abcdefghijkl'].join('-');
  const incident = await declare();
  await tell(incident, [{ ...COMMIT, title: `INC-1: take ${secret} out` }]);
  expect(mentioned(incident)[0]?.title).toMatch(/INC-1: take \[redacted.*\] out/);
  expect(JSON.stringify(incident.activities.records)).not.toContain(secret);
});

test('there is room for so many, also when it is resolved', async () => {
  const incident = await declare();
  const many = Array.from({ length: NEWS_LIMIT + 5 }, (_, n) => ({ ...COMMIT, key: `k${n}` }));
  await tell(incident, many.slice(0, 25));
  await incident.resolve('ana');
  await tell(incident, many.slice(25));
  expect(mentioned(incident).map(({ key }) => key)).toEqual(many.slice(0, NEWS_LIMIT).map(({ key }) => key));
});
