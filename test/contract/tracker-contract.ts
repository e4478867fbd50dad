import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrackerError, type TrackerErrorCode } from '../../src/tracker/error.ts';
import type { NewTicket, Tracker } from '../../src/tracker/tracker.ts';
import type { FaultyServer } from '../fakes/faulty-server.ts';

/** What a suite needs of a tracker: the tracker itself, and what stands in it. */
export interface TrackerHarness {
  readonly tracker: Tracker;
  readonly server: FaultyServer;
  readonly place: string;
  /** A place of which the tracker has never heard. */
  readonly nowhere: string;
  /** Whose token it is. */
  readonly account: string;
  /** No secret of it may show. */
  readonly token: string;
  /** The text of everything that stands there, as it is written, oldest first. */
  readonly tickets: () => readonly { readonly title: string; readonly text: string }[];
  readonly revoke: () => void;
  /** Takes away the right to make tickets. */
  readonly forbid: () => void;
  readonly stop: () => Promise<void>;
}

const MARKER = 'muster-0123456789abcdef';

/** What every bug tracker keeps to. */
export function describeTracker(name: string, open: () => Promise<TrackerHarness>): void {
  describe(name, () => {
    let harness: TrackerHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.stop());

    const wish = (more: Partial<NewTicket> = {}): NewTicket => ({
      place: harness.place,
      title: 'add an alert on the queue',
      paragraphs: [['Action item ', { link: 'https://muster.example/a', label: 'INC-1-1' }, '.']],
      marker: MARKER,
      ...more,
    });
    const find = (marker = MARKER) =>
      harness.tracker.find({ place: harness.place, marker, since: Date.now() });

    async function failure(work: Promise<unknown>): Promise<TrackerError> {
      const error: unknown = await work.then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error).toBeInstanceOf(TrackerError);
      const { message } = error as TrackerError;
      expect(message).not.toContain(harness.token);
      expect(message).toContain(`trackers.${harness.tracker.id}`);
      return error as TrackerError;
    }

    it('makes a ticket and finds it by its marker', async () => {
      expect(await find()).toBeUndefined();
      const made = await harness.tracker.create(wish());
      expect(made).toMatchObject({
        place: harness.place,
        url: expect.stringMatching(/^https?:\/\//) as string,
      });
      expect(await find()).toEqual(made);
      expect(await find('muster-fedcba9876543210')).toBeUndefined();
      expect(harness.tickets()).toHaveLength(1);
      expect(harness.tickets()[0]).toMatchObject({ title: 'add an alert on the queue' });
      expect(harness.tickets()[0]!.text).toContain('https://muster.example/a');
    });

    it('closes and reopens a ticket, tells how it stands, and whose token it uses', async () => {
      const { key } = await harness.tracker.create(wish());
      expect(await harness.tracker.state(key)).toMatchObject({ done: false });
      const before = Date.now();
      for (const done of [true, true, false]) {
        await harness.tracker.setDone(key, done);
        const { done: found, at = 0 } = await harness.tracker.state(key);
        expect(found).toBe(done);
        expect(at).toBeGreaterThanOrEqual(before);
        expect(at).toBeLessThanOrEqual(Date.now());
      }
      expect(await harness.tracker.account()).toBe(harness.account);
      harness.server.fails('reset after');
      expect((await failure(harness.tracker.setDone(key, true))).code).toBe('outcome_unknown');
    });

    it('says something in a ticket, finds that again, and knows the ticket by its address', async () => {
      const { tracker } = harness;
      const { key, url, place } = await tracker.create(wish());
      expect(tracker.ticketAt(url)).toEqual({ key, url, place });
      expect(tracker.ticketAt(`${url}?x=1#y`)).toEqual({ key, url, place });
      expect(tracker.ticketAt(`https://elsewhere.example${new URL(url).pathname}`)).toBeUndefined();
      const marker = 'muster-aaaabbbbccccdddd';
      const look = () => tracker.findComment({ key, marker, since: Date.now() });
      expect(await look()).toBeUndefined();
      const link = {
        link: `https://muster.example/incidents/INC-1?ticket=${marker}#event-3`,
        label: 'INC-1',
      };
      harness.server.fails('reset after');
      const comment = { marker, paragraphs: [['@ana said *that*'], [link]] };
      expect((await failure(tracker.comment(key, comment))).code).toBe('outcome_unknown');
      const found = await look();
      expect(found).toBeDefined();
      expect(await tracker.comment(key, comment)).not.toBe(found);
      harness.server.fails({ status: 429, headers: { 'retry-after': '17' } });
      expect(await failure(tracker.comment(key, comment))).toMatchObject({ retryAfterMs: 17_000 });
      harness.revoke();
      expect((await failure(tracker.comment(key, comment))).code).toBe('authentication_failed');
    });

    it('has a ticket stand as its incident does', async () => {
      const { tracker } = harness;
      const { key } = await tracker.create(wish({ incident: { severity: 'SEV-2' } }));
      for (const status of ['acknowledged', 'resolved', 'resolved', 'open', 'closed', 'mitigated'] as const) {
        await tracker.stand(key, { status });
        expect((await tracker.state(key)).done).toBe(status === 'resolved' || status === 'closed');
      }
      await tracker.stand(key, { severity: 'SEV-1' });
      await tracker.stand(key, { severity: 'SEV-1' });
      expect((await tracker.state(key)).done).toBe(false);
    });

    it('takes titles of any length in one line', async () => {
      await harness.tracker.create(wish({ title: `x\r\n${'long '.repeat(100)}😀` }));
      const [{ title } = { title: '' }] = harness.tickets();
      expect(title.length).toBeLessThanOrEqual(256);
      expect(title).toMatch(/^x long .*…$/u);
    });

    it('looks in vain for what never arrived, and finds what arrived without an answer', async () => {
      harness.server.fails('reset before');
      expect((await failure(harness.tracker.create(wish()))).code).toBe('outcome_unknown');
      expect(await find()).toBeUndefined();
      harness.server.fails('reset after');
      expect((await failure(harness.tracker.create(wish()))).code).toBe('outcome_unknown');
      expect(await find()).toBeDefined();
      expect(harness.tickets()).toHaveLength(1);
    });

    it('tries once, and ends when it is told to or takes too long', async () => {
      harness.server.fails('hang after');
      const aborting = new AbortController();
      const working = failure(harness.tracker.create(wish(), { signal: aborting.signal }));
      setTimeout(() => aborting.abort(), 50);
      expect((await working).code).toBe('outcome_unknown');
      harness.server.fails('hang after');
      expect((await failure(harness.tracker.create(wish()))).code).toBe('outcome_unknown');
      expect(harness.server.calls).toHaveLength(2);
    });

    it.each<[number, TrackerErrorCode]>([
      [500, 'outcome_unknown'],
      [502, 'outcome_unknown'],
      [408, 'outcome_unknown'],
      [403, 'permission_denied'],
      [404, 'place_not_found'],
      [418, 'ticket_rejected'],
      [301, 'place_not_found'],
      [307, 'place_not_found'],
    ])('%i means %s', async (status, code) => {
      harness.server.fails({ status, headers: { location: `${harness.server.base}/elsewhere` } });
      expect((await failure(harness.tracker.create(wish()))).code).toBe(code);
      expect(harness.server.calls).toHaveLength(1);
    });

    it('says for how long it is to be left alone', async () => {
      harness.server.fails({ status: 429, headers: { 'retry-after': '17' } }, { status: 429 });
      expect(await failure(harness.tracker.create(wish()))).toMatchObject({
        code: 'rate_limited',
        retryAfterMs: 17_000,
      });
      expect(await failure(find())).toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000 });
    });

    it('refuses what nobody understands, and what is no answer of it', async () => {
      harness.server.fails({ status: 201, body: { hello: 'proxy' } }, { status: 200, body: 'sign in' });
      expect((await failure(harness.tracker.create(wish()))).code).toBe('outcome_unknown');
      expect((await failure(find())).code).toBe('outcome_unknown');
    });

    it('names what is to be done about a token, a right or a place', async () => {
      expect(await failure(harness.tracker.create(wish({ place: harness.nowhere })))).toMatchObject({
        code: 'place_not_found',
        message: expect.stringContaining(harness.nowhere) as string,
      });
      harness.forbid();
      expect(['permission_denied', 'place_not_found']).toContain(
        (await failure(harness.tracker.create(wish()))).code,
      );
      harness.revoke();
      expect(await failure(harness.tracker.create(wish()))).toMatchObject({
        code: 'authentication_failed',
        message: expect.stringContaining('token') as string,
      });
      expect((await failure(find())).code).toBe('authentication_failed');
    });

    it('is known not to have been reached when it was not', async () => {
      await harness.stop();
      expect((await failure(harness.tracker.create(wish()))).code).toBe('connection_failed');
      harness = await open();
    });
  });
}
