import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Office } from './office.ts';

/** Bodies at a time: as many as a platform would have under way. */
const AT_ONCE = 25;

let office: Office;
const crashes: unknown[] = [];
const crashed = (error: unknown): void => void crashes.push(error);
beforeAll(async () => {
  office = await Office.open();
  process.on('unhandledRejection', crashed);
});
afterAll(async () => {
  process.off('unhandledRejection', crashed);
  await office.close();
});

type Surface = 'commands' | 'interactions' | 'events';
const SURFACES: readonly Surface[] = ['commands', 'interactions', 'events'];

/** What Slack really sends, by surface: the events and interactions as JSON. */
const fixtures = new URL('../fixtures/slack/', import.meta.url);
const real = readdirSync(fixtures)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')) as object);
const forms = readdirSync(fixtures)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => readFileSync(new URL(name, fixtures), 'utf8').trim());

const HOSTILE: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [[[[[]]]]],
  '\u0000',
  '\ud800',
  '<script>',
  '<!channel>',
  '<@U1|x>',
  '$where',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'x'.repeat(5_000),
  '{"a":',
  { $gt: '' },
  { toString: null },
];

/** Every place in a payload, as a path. */
function places(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
}

function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined || typeof value !== 'object' || value === null) return by;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const at = copy as Record<string, unknown>;
  if (rest.length === 0 && by === undefined) {
    // Not every store of keys is an object: an array keeps a hole, as broken senders have it.
    Reflect.deleteProperty(at, first);
    return copy;
  }
  at[first] = replaced(at[first], rest, by);
  return copy;
}

/** Real payloads with some of their places broken. */
const mutated = fc
  .tuple(
    fc.constantFrom(...real),
    fc.array(fc.tuple(fc.nat(), fc.option(fc.constantFrom<unknown>(...HOSTILE), { nil: undefined })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([payload, changes]) => {
    let changed: unknown = payload;
    for (const [n, by] of changes) {
      const all = places(changed);
      changed = replaced(changed, all[n % all.length] ?? [], by);
    }
    // The whole payload may be gone.
    return changed === undefined ? 'undefined' : JSON.stringify(changed);
  });

/** Bytes of a real body with some of them changed. */
const garbled = fc
  .tuple(
    fc.constantFrom(...forms, ...real.map((one) => JSON.stringify(one))),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    fc.nat(),
  )
  .map(([text, changes, cut]) => {
    const bytes = Buffer.from(text);
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
  });

const commandLine = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'declare',
          'ack',
          'resolve',
          'close',
          'assign',
          'note',
          'severity',
          'status',
          'list',
          'help',
          'INC-1',
        ],
        ...[
          '--sev',
          '--team',
          '--private',
          '--',
          '"',
          '<@U0BEN>',
          '<@U0BEN|ben>',
          '`',
          '\\',
          '‮',
          'mine',
          '-9',
        ],
      ),
      fc.string({ maxLength: 30 }),
    ),
    { maxLength: 6 },
  )
  .map((words) => words.join(' '));

const typed = fc
  .record({ text: commandLine, user: fc.string({ maxLength: 12 }), id: fc.uuid() })
  .map(({ text, user, id }) =>
    new URLSearchParams({
      command: '/im',
      text,
      trigger_id: id,
      user_id: user,
      channel_id: 'C1',
    }).toString(),
  );

interface Sent {
  readonly surface: Surface;
  readonly body: string | Uint8Array;
  readonly type?: string;
}

const asForm = (json: string): string => new URLSearchParams({ payload: json }).toString();
const sent: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 4, arbitrary: mutated.map((body): Sent => ({ surface: 'events', body })) },
  { weight: 4, arbitrary: mutated.map((json): Sent => ({ surface: 'interactions', body: asForm(json) })) },
  { weight: 3, arbitrary: typed.map((body): Sent => ({ surface: 'commands', body })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...SURFACES), garbled)
      .map(([surface, body]): Sent => ({ surface, body })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...SURFACES),
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', '', ';;;'),
      )
      .map(([surface, body, type]): Sent => ({ surface, body, type })),
  },
);

/** What may be answered to a signed body: done, or one of the refusals that a sender understands. */
const ALLOWED = [200, 400, 404, 413, 415, 422, 429, 503];

describe('signed bodies by the thousand', () => {
  it('crash nothing, and none is answered with a failure of ours', async () => {
    const counts = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (bodies) => {
        const statuses = await Promise.all(
          bodies.map(async ({ surface, body, type }) => {
            const headers = type === undefined ? {} : { 'content-type': type };
            const response = await office.slack(surface, body, { headers });
            await response.arrayBuffer();
            return response.status;
          }),
        );
        for (const [index, status] of statuses.entries()) {
          counts.set(status, (counts.get(status) ?? 0) + 1);
          if (ALLOWED.includes(status)) continue;
          const failure = office.log.findLast(({ msg }) => msg === 'a request failed');
          throw new Error(`${status} for ${JSON.stringify(bodies[index])}: ${JSON.stringify(failure?.err)}`);
        }
      }),
      { numRuns: 100, endOnFailure: true },
    );
    // Fuzzing that only ever meets the first refusal would show nothing.
    expect(counts.get(200)).toBeGreaterThan(300);
    expect(counts.get(400)).toBeGreaterThan(300);
    expect(office.log.filter(({ msg }) => msg === 'a request failed')).toEqual([]);
    expect(crashes).toEqual([]);
    expect((await fetch(`${office.base}/healthz`)).status).toBe(200);
  }, 120_000);

  it('are answered with nothing worse while Temporal and the store come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: AT_ONCE, maxLength: AT_ONCE }),
        fc.constantFrom('unavailable', 'deadline', 'no worker', 'raw unavailable', undefined),
        fc.boolean(),
        async (bodies, outage, storeDown) => {
          office.temporal.outage = outage;
          if (storeDown) office.memory.down.add('everything');
          const responses = await Promise.all(bodies.map(({ surface, body }) => office.slack(surface, body)));
          office.memory.down.clear();
          office.temporal.outage = undefined;
          for (const response of responses) {
            expect(ALLOWED).toContain(response.status);
            if (response.status === 503) expect(response.headers.get('retry-after')).toBe('5');
          }
        },
      ),
      { numRuns: 30, endOnFailure: true },
    );
    expect(crashes).toEqual([]);
  }, 120_000);
});

describe('what the sandbox page posts, broken by the thousand', () => {
  const anything = fc.constantFrom<unknown>(...HOSTILE);
  /** Mostly what the page would send, now and then anything else. */
  const either = <T>(wanted: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 9, arbitrary: wanted }, { weight: 1, arbitrary: anything });
  const incident = fc.constantFrom('INC-1', 'INC-2', 'INC-99', 'INC-0', '', '__proto__');
  const command = fc.constantFrom(
    ...[
      'ack',
      'resolve',
      'severity',
      'status',
      'list',
      'open:declare',
      'open:assign',
      'open:toString',
      'constructor',
    ],
  );
  const values = fc.dictionary(
    fc.constantFrom('title', 'severity', 'team', 'private', 'note', 'text', 'person', 'role', '__proto__'),
    fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('SEV-1', 'ben', 'commander', 'x'.repeat(3_500))),
  );
  const about = {
    deliveryId: fc.uuid(),
    user: fc.constantFrom('ana', 'ben', 'nobody'),
    channel: fc.constant('general'),
  };
  const posted = fc.oneof(
    fc.tuple(fc.constant('commands'), either(fc.record({ ...about, text: either(commandLine) }))),
    fc.tuple(fc.constant('mentions'), either(fc.record({ ...about, text: either(commandLine) }))),
    fc.tuple(
      fc.constant('presses'),
      either(
        fc.record({
          ...about,
          action: either(fc.tuple(command, incident).map((words) => words.join(' '))),
          value: either(fc.constantFrom('SEV-1', 'SEV-9', '')),
        }),
      ),
    ),
    fc.tuple(
      fc.constant('submits'),
      either(
        fc.record({
          ...about,
          modal: fc.constantFrom('declare', 'resolve', 'note', 'assign', 'escalate', 'toString'),
          context: either(fc.record({ incident })),
          values: either(values),
        }),
      ),
    ),
  );

  it('crashes nothing, and none is answered with a failure of ours', async () => {
    const counts = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(posted, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (bodies) => {
        const responses = await Promise.all(
          bodies.map(([surface, body]) => office.page(surface, JSON.stringify(body))),
        );
        for (const { status } of responses) {
          counts.set(status, (counts.get(status) ?? 0) + 1);
          expect(ALLOWED).toContain(status);
        }
      }),
      { numRuns: 60 },
    );
    expect(counts.get(200)).toBeGreaterThan(300);
    expect(counts.get(400)).toBeGreaterThan(100);
    expect(office.log.filter(({ msg }) => msg === 'a request failed')).toEqual([]);
    expect(crashes).toEqual([]);
  }, 120_000);
});

describe('requests of the API by the hundred', () => {
  it('are never answered with a failure of ours', async () => {
    const token = office.token('admin', 'fuzz');
    const path = fc.oneof(
      fc.constantFrom('/incidents', '/incidents/INC-1', '/people', '/audit'),
      fc.constantFrom('ack', 'note', 'assign', 'severity', 'title').map((name) => `/incidents/INC-1/${name}`),
      fc.webPath(),
    );
    const query = fc.oneof(
      fc.constant(''),
      fc.webQueryParameters().map((text) => `?${text}`),
    );
    const body = fc.oneof(
      fc.json(),
      mutated,
      fc
        .record({
          title: fc.constantFrom<unknown>(...HOSTILE, 'Down'),
          severity: fc.constantFrom('1', 'SEV-9'),
        })
        .map((fields) => JSON.stringify(fields)),
    );
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE');
    await fc.assert(
      fc.asyncProperty(path, query, body, method, async (where, search, text, how) => {
        const response = await fetch(`${office.base}/api/v1${where}${search}`, {
          method: how,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(how !== 'GET' && { body: text }),
        });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 600 },
    );
    expect(crashes).toEqual([]);
  }, 60_000);
});
