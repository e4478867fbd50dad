import { describe, expect, it } from 'vitest';
import { compileMapping, mapping } from '../../../../src/alert/json/mapping.ts';
import { readJson } from '../../../../src/alert/json/read.ts';
import { alertsOf } from '../alerts-of.ts';
import { ownMs } from '../../../harness/own-time.ts';

const receivedAt = Date.UTC(2026, 10, 21, 3);
const read = (written: object, body: unknown) =>
  readJson(
    { body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), receivedAt },
    compileMapping(mapping.parse({ key: 'id', title: 'name', ...written })),
  );

describe('a body of any JSON', () => {
  it('is read by its mapping', () => {
    const body = {
      team: 'payments',
      checks: [
        {
          id: 17,
          name: 'checkout',
          state: 'DOWN',
          since: 1_795_000_000,
          host: { name: 'web-1', tags: ['eu', 'gold'] },
          url: 'https://checks.example.com/17',
        },
        { id: 18, name: 'search', state: 'UP', host: {} },
        { id: 19, name: 'nobody', state: 'PAUSED', host: {} },
      ],
    };
    const reading = read(
      {
        each: 'checks',
        when: "state != 'PAUSED'",
        key: "join('/', [$.team, to_string(id)])",
        status: 'state',
        title: "join(' ', [name, 'is', lower(state)])",
        description: "host.name && join('', ['On ', host.name])",
        labels: { team: '$.team', host: 'host.name', tags: 'host.tags' },
        startedAt: 'since',
        links: { Check: 'url' },
        group: '$.team',
      },
      body,
    );
    expect(reading).toEqual({
      kind: 'read',
      alerts: [
        {
          key: 'payments/17',
          status: 'firing',
          title: 'checkout is down',
          description: 'On web-1',
          labels: { team: 'payments', host: 'web-1', tags: 'eu, gold' },
          startedAt: 1_795_000_000_000,
          links: [{ title: 'Check', url: 'https://checks.example.com/17' }],
          group: 'payments',
        },
        {
          key: 'payments/18',
          status: 'resolved',
          title: 'search is up',
          labels: { team: 'payments' },
          startedAt: receivedAt,
          endedAt: receivedAt,
          links: [],
          group: 'payments',
        },
      ],
    });
  });

  it('is one alert, or a list of them, where the mapping does not say', () => {
    expect(alertsOf(read({}, { id: 'a', name: 'A' })).map(({ key }) => key)).toEqual(['a']);
    expect(alertsOf(read({}, [{ id: 'a' }, { id: 'b' }])).map(({ title }) => title)).toEqual(['a', 'b']);
  });

  it('has labels and links by an expression that gives an object, too', () => {
    const body = { id: 'a', facts: { region: 'eu', size: 3, inner: { x: 1 } }, url: 'javascript:alert(1)' };
    expect(read({ labels: 'facts', links: '{Page: url}' }, body)).toMatchObject({
      alerts: [{ labels: { region: 'eu', size: '3' }, links: [] }],
    });
  });

  it.each([
    ['2026-11-20T10:00:00Z', Date.UTC(2026, 10, 20, 10)],
    [1_795_000_000, 1_795_000_000_000],
    ['1795000000', 1_795_000_000_000],
    [1_795_000_000_123, 1_795_000_000_123],
    [1e300, receivedAt],
    [-1, receivedAt],
    ['yesterday', receivedAt],
    [{}, receivedAt],
  ])('began at %j', (at, startedAt) => {
    expect(read({ startedAt: 'at' }, { id: 'a', at })).toMatchObject({ alerts: [{ startedAt }] });
  });

  it.each([
    ['OK', 'resolved'],
    ['Recovered', 'resolved'],
    [false, 'resolved'],
    [true, 'firing'],
    ['PROBLEM', 'firing'],
    ['ack', 'acknowledged'],
  ])('of state %j is %s', (state, status) => {
    expect(read({ status: 'state' }, { id: 'a', state })).toMatchObject({ alerts: [{ status }] });
  });

  it.each([
    ['no JSON', {}, '{', 'no JSON in UTF-8'],
    [
      'a state that nobody knows',
      { status: 'state' },
      { id: 'a', state: 'purple' },
      'mapping.status comes to "purple"',
    ],
    ['no state', { status: 'state' }, { id: 'a' }, 'mapping.status comes to nothing'],
    ['no key', {}, { name: 'a' }, 'mapping.key comes to nothing'],
    ['no list', { each: 'alerts' }, { alerts: 7 }, 'mapping.each does not come to a list'],
    ['another type', { title: 'lower(name)' }, { id: 'a', name: 7 }, 'mapping.title: '],
    ['too deep', { title: 'to_string(@)' }, `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, ''],
  ])('is kept unparsed with the place: %s', (_what, written, body, reason) => {
    expect(read(written, body)).toMatchObject({
      kind: 'unparsed',
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('is ignored when nothing of it is an alert', () => {
    expect(read({ each: 'alerts' }, { ping: true })).toMatchObject({ kind: 'ignored' });
    expect(read({ when: "type == 'alert'" }, { id: 'a', type: 'ping' })).toMatchObject({ kind: 'ignored' });
  });

  it('takes no longer than it may, whatever it is', () => {
    const list = Array.from({ length: 300_000 }, (_, i) => ({ id: 'a', k: String((i * 7_919) % 300_000) }));
    const began = ownMs();
    const reading = read({ each: 'sort_by(list, &k)', title: "join('', sort_by($.list, &k)[].k)" }, { list });
    expect(reading).toMatchObject({ kind: 'unparsed', reason: expect.stringContaining('500 ms') as string });
    expect(ownMs() - began).toBeLessThan(15_000);
    expect(read({}, { id: 'a' })).toMatchObject({ kind: 'read' });
  });

  it('tells of alerts beyond the first 5000', () => {
    const reading = read(
      {},
      Array.from({ length: 5_001 }, (_, id) => ({ id })),
    );
    expect(alertsOf(reading)).toHaveLength(5_000);
    expect(reading).toMatchObject({ notes: ['Of 5001 alerts only the first 5000 were taken.'] });
  });
});

describe('a mapping', () => {
  it.each([
    [{ title: 'a.[' }, 'title', 'this is no JMESPath expression'],
    [{ title: 'upcase(name)' }, 'title', 'there is no function upcase'],
    [{ title: 'pad_left(name, `9`)' }, 'title', 'pad_left is not available'],
    [{ labels: { host: 'trim(host)' } }, 'labels', 'trim is not available'],
    [{ title: 'a'.repeat(2_001) }, 'title', 'at most 2000 characters'],
    [{ title: `${'('.repeat(900)}a` }, 'title', 'this is no JMESPath expression'],
  ])('%j is refused at its place', (written, path, message) => {
    const { error } = mapping.safeParse({ key: 'id', title: 'name', ...written });
    const [issue] = error!.issues;
    expect(issue!.path[0]).toBe(path);
    expect(JSON.stringify(issue)).toContain(message);
  });

  it('may have literals that look like functions', () => {
    expect(
      mapping.safeParse({ key: 'id', title: '`{"type": "Function", "name": "nope"}` && name' }).success,
    ).toBe(true);
  });
});
