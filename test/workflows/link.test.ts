import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { LinkRequest } from '../../src/access/link-request.ts';
import type { AuditEntry } from '../../src/access/audit-entry.ts';
import { eventually } from '../harness/eventually.ts';
import { LinkUnderTest, side } from '../harness/link-under-test.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ana = side('main/ana', 'ana');
const bea = side('second/bea');
const mallory = side('second/mallory');
const refusal = (update: Promise<LinkRequest>): Promise<string> => LinkUnderTest.refusal(update);

let number = 0;
let activities: RecordingActivities;
let stop: () => Promise<void>;
let queue: string;
beforeEach(async () => {
  activities = new RecordingActivities();
  queue = `links-${++number}`;
  stop = await temporal.work(queue, activities.implementation);
});
afterEach(() => stop());

const begin = (): Promise<LinkUnderTest> =>
  LinkUnderTest.begin(temporal.env.client, queue, `hash-${number}`, ana);
const told = (who: string): string[] =>
  activities
    .done({ activity: 'deliver', target: who })
    .map(({ input }) => textOf((input as Delivery).message));
const asked = () => eventually('Ana is asked', () => told('main/@ana').length > 0);
const audited = (): string[] =>
  activities.done({ activity: 'writeAudit' }).map(({ input }) => {
    const { action, outcome, reason = '', about = '' } = input as AuditEntry;
    return [action, outcome, about, reason].join(' ').trim();
  });

test('two accounts are joined when both have confirmed, and both are told', async () => {
  const link = await begin();
  await link.claims(bea);
  expect((await link.says(true, bea)).state).toBe('confirmed');
  await asked();
  expect(told('main/@ana')[0]).toContain('Link this account with');
  expect(activities.done({ activity: 'joinAccounts' })).toEqual([]);
  await link.says(true, ana);
  expect(await link.result()).toMatchObject({ state: 'linked', claimant: bea });
  expect(activities.done({ activity: 'joinAccounts' })[0]!.input).toMatchObject({
    asker: ana,
    claimant: bea,
  });
  expect(told('main/@ana').at(-1)).toContain('are linked');
  expect(told('second/@bea').at(-1)).toContain('are linked');
  expect(audited()).toEqual(['link done main/ana and second/bea']);
});

test('a code that nobody uses ends after ten minutes, and nobody is told', async () => {
  const link = await begin();
  await temporal.env.sleep('9m');
  expect((await link.look()).state).toBe('waiting');
  await temporal.env.sleep('1m');
  expect((await link.result()).state).toBe('expired');
  expect(activities.done({ activity: 'deliver' })).toEqual([]);
  expect(audited()).toEqual(['link refused main/ana expired']);
});

test.each(['claimed', 'confirmed'])('one that is %s ends, too, and both are told', async (state) => {
  const link = await begin();
  await temporal.env.sleep('9m');
  await link.claims(bea);
  if (state === 'confirmed') {
    await link.says(true, bea);
    await asked();
  }
  await temporal.env.sleep('2m');
  expect((await link.result()).state).toBe('expired');
  expect(activities.done({ activity: 'joinAccounts' })).toEqual([]);
  expect(told('second/@bea').at(-1)).toContain('not confirmed on both sides within ten minutes');
  expect(told('main/@ana').at(-1)).toContain('not linked');
});

test('nobody else can take it over, confirm it or answer twice', async () => {
  const link = await begin();
  expect(await refusal(link.claims(ana))).toBe('own');
  await link.claims(bea);
  expect(await refusal(link.claims(mallory))).toBe('claimed');
  expect((await link.claims(bea)).state).toBe('claimed');
  expect(await refusal(link.says(true, mallory))).toBe('somebody_else');
  expect(await refusal(link.says(true, ana))).toBe('somebody_else');
  expect(await refusal(link.says(false, mallory))).toBe('somebody_else');
  await link.says(true, bea);
  expect(await refusal(link.says(true, bea))).toBe('answered');
  expect(await refusal(link.handle.executeUpdate('claim', { args: ['by hand'] }))).toBe('unreadable');
  expect(await refusal(link.handle.executeUpdate('confirm', { args: [{ yes: true }] }))).toBe('unreadable');
  expect((await link.look()).state).toBe('confirmed');
  await link.says(false, ana);
  expect((await link.result()).state).toBe('declined');
});

test.each([
  ['the claimant', bea],
  ['the asker', ana],
])('%s can call it off before both have confirmed', async (_who, by) => {
  const link = await begin();
  await link.claims(bea);
  await link.says(false, by);
  expect((await link.result()).state).toBe('declined');
  expect(told('second/@bea').at(-1)).toContain('one of the two declined');
  expect(audited()).toEqual(['link refused main/ana and second/bea declined']);
});

test('an asker who cannot be asked fails it, and the claimant hears so', async () => {
  activities.breaks({ activity: 'deliver', target: 'main/@ana' }, 'user_not_found');
  const link = await begin();
  await link.claims(bea);
  await link.says(true, bea);
  expect(await link.result()).toMatchObject({ state: 'failed' });
  expect(told('second/@bea').at(-1)).toContain('could not be asked');
  expect(audited()[0]).toContain('link failed');
});

test('a store that is away when both have confirmed is waited for', async () => {
  const mend = activities.goesDown({ activity: 'joinAccounts' });
  const link = await begin();
  await link.claims(bea);
  await link.says(true, bea);
  await asked();
  await link.says(true, ana);
  await eventually('it is tried again', () => activities.find({ activity: 'joinAccounts' }).length > 2);
  await temporal.env.sleep('20m');
  expect((await link.look()).state).toBe('joining');
  mend();
  expect((await link.result()).state).toBe('linked');
});

test('what has changed by then about who they are refuses it', async () => {
  activities.refusesToJoin('The configuration names both.');
  const link = await begin();
  await link.claims(bea);
  await link.says(true, bea);
  await asked();
  await link.says(true, ana);
  expect(await link.result()).toMatchObject({ state: 'refused', reason: 'The configuration names both.' });
  expect(told('main/@ana').at(-1)).toContain('The configuration names both.');
});
