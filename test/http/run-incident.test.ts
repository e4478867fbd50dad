import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jinja } from '../../src/action/jinja.ts';
import type { IncidentSettings } from '../../src/action/incident-wish.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { RunOrder } from '../../src/action/run.ts';
import { MUSTER } from '../../src/incident/person.ts';
import { incidentRunner } from '../../src/runner/incident/runner.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createIncidentSending } from '../../src/wiring/worker/incident-sending.ts';
import { orderOf } from '../unit/chat/action-fixture.ts';
import { Office } from './office.ts';

const ANA = { id: 'ana', name: 'Ana' };

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

/** Runs an action that is an incident command, as a worker does. */
function runs(
  settings: IncidentSettings,
  more: Partial<RunOrder> = {},
  parameters: Readonly<Record<string, unknown>> = {},
  key = 'default:run:RUN-7',
  isSaid = true,
): Promise<RunnerOutcome> {
  const order = orderOf({ asked: { by: ANA, at: office.now }, roles: ['commander'], ...more });
  const sending = createIncidentSending({
    client: office.temporal.client(),
    taskQueue: 'muster',
    config: () => office.config,
    stores: office.memory.stores(),
    linksOf: () => Promise.resolve([]),
    links: (_tenant, id) => ({ page: `https://muster.example/${id}` }),
    redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    now: () => office.now,
  });
  return incidentRunner({ templates: jinja, send: sending(order), isSaid })({
    settings,
    parameters,
    idempotencyKey: key,
    signal: new AbortController().signal,
    print: () => undefined,
    ...(order.incident !== undefined && { incident: order.incident }),
  });
}
const declared = (more: Partial<RunOrder> = {}): Promise<RunnerOutcome> =>
  runs({ command: 'declare', title: '{{ host }} is down', severity: '2' }, more, { host: 'db1 hunter2' });
const incidents = () => [...office.temporal.running.values()].map(({ incident }) => incident);
const audited = () =>
  office.memory.auditEntries.map(
    ({ person, via, action, outcome }) => `${person} ${via} ${action} ${outcome}`,
  );

describe('an action that is an incident command', () => {
  it('declares an incident as who ordered it, once, without secrets', async () => {
    const outcome = await declared();
    expect(outcome).toEqual({
      status: 'succeeded',
      result: {
        incident: 'INC-1',
        command: 'declare',
        status: 'open',
        severity: 'SEV-2',
        title: 'db1 [redacted] is down',
        page: 'https://muster.example/INC-1',
      },
    });
    expect(await declared()).toEqual(outcome);
    expect(incidents()).toMatchObject([{ id: 'INC-1', declared: { by: ANA } }]);
    expect(audited()).toEqual(['ana run declare done']);
  });

  it('that is run for no incident says how to name one where it was ordered', async () => {
    const missing = { status: 'failed', code: 'no_incident', mayRepeat: false };
    expect(await runs({ command: 'ack' })).toEqual({
      ...missing,
      message:
        'It acts on the incident that it is run for, and there is none here. Say it in the channel of that incident.',
    });
    expect(await runs({ command: 'ack' }, {}, {}, 'default:run:RUN-8', false)).toEqual({
      ...missing,
      message: expect.stringMatching(
        /`incident` of the request.*`--incident INC-42` of `muster run`/,
      ) as string,
    });
    expect(audited()).toEqual([]);
  });

  it('does with the incident of its run what people do, and says how that stands', async () => {
    await declared();
    const about = { incident: 'INC-1' } as const;
    expect(await runs({ command: 'ack' }, about, {}, 'k1')).toEqual({
      status: 'succeeded',
      result: {
        incident: 'INC-1',
        command: 'ack',
        status: 'acknowledged',
        severity: 'SEV-2',
        title: 'db1 [redacted] is down',
      },
    });
    expect(
      await runs({ command: 'assign', person: '@ben', role: 'commander' }, about, {}, 'k2'),
    ).toMatchObject({
      status: 'succeeded',
    });
    await runs({ command: 'resolve', note: 'by {{ how }}' }, about, { how: 'a restart' }, 'k3');
    expect(incidents()).toMatchObject([{ status: 'resolved' }]);
  });

  it('may do nothing that who ordered it may not, then or now', async () => {
    await declared();
    const about = { incident: 'INC-1' } as const;
    for (const roles of [[], ['viewer'] as const])
      expect(await runs({ command: 'ack' }, { ...about, roles }, {}, `k-${roles.length}`)).toMatchObject({
        status: 'failed',
        code: 'not_permitted',
        mayRepeat: false,
        message: expect.stringContaining('You may not acknowledge an incident') as string,
      });
    const people = new Map(office.config.people);
    people.set('ana', { ...people.get('ana')!, roles: ['viewer'] });
    office.config = { ...office.config, people };
    expect(await runs({ command: 'ack' }, { ...about, roles: ['admin'] }, {}, 'k')).toMatchObject({
      code: 'not_permitted',
    });
    expect(incidents()).toMatchObject([{ status: 'open' }]);
  });

  it('knows nothing of private incidents of others, and what Muster runs by itself does', async () => {
    await runs({ command: 'declare', title: 'Theft', private: true }, {}, {}, 'k');
    const eve = { asked: { by: { id: 'main/U9', name: 'Eve' }, at: office.now }, incident: 'INC-1' } as const;
    expect(await runs({ command: 'ack' }, { ...eve, roles: ['responder'] }, {}, 'k1')).toMatchObject({
      code: 'not_found',
      message: 'There is no incident INC-1.',
    });
    const itself = { asked: { by: MUSTER, at: office.now }, incident: 'INC-1' } as const;
    expect(await runs({ command: 'note', text: 'checked' }, itself, {}, 'k2')).toMatchObject({
      status: 'succeeded',
    });
    await runs({ command: 'declare', title: 'Another' }, itself, {}, 'k3');
    expect(incidents().at(-1)?.declared.by).toEqual(MUSTER);
  });

  it('says of what is private that it is, also where it fails', async () => {
    const declared = await runs({ command: 'declare', title: 'Theft', private: true }, {}, {}, 'k');
    expect(declared).toMatchObject({ status: 'succeeded', confidential: ['INC-1'] });
    const about = { incident: 'INC-1' } as const;
    const confidential = { confidential: ['INC-1'] };
    expect(await runs({ command: 'ack' }, about, {}, 'k1')).toMatchObject(confidential);
    expect(await runs({ command: 'reopen' }, about, {}, 'k2')).toMatchObject({
      code: 'impossible',
      ...confidential,
    });
    const eve = { asked: { by: { id: 'main/U9', name: 'Eve' }, at: office.now }, ...about } as const;
    const hers = await runs({ command: 'reopen' }, { ...eve, roles: ['responder'] }, {}, 'k3');
    expect(hers).not.toHaveProperty('confidential');
    office.temporal.outage = 'no worker';
    expect(await runs({ command: 'ack' }, about, {}, 'k6')).toMatchObject({
      code: 'unconfirmed',
      ...confidential,
    });
    office.temporal.outage = undefined;
    await runs({ command: 'declare', title: 'Open' }, {}, {}, 'k4');
    expect(await runs({ command: 'ack' }, { incident: 'INC-2' }, {}, 'k5')).not.toHaveProperty(
      'confidential',
    );
  });

  it.each([
    ['is not there', { command: 'ack', incident: 'INC-9' }, 'not_found'],
    ['cannot be done', { command: 'reopen' }, 'impossible'],
    ['names nobody', { command: 'assign', person: 'zoe' }, 'not_found'],
    ['means no incident', { command: 'ack', incident: 'that one' }, 'bad_parameter'],
  ] as const)('that %s fails and says why', async (_what, settings, code) => {
    await declared();
    expect(await runs(settings, { incident: 'INC-1' }, {}, 'k')).toMatchObject({
      status: 'failed',
      code,
      mayRepeat: false,
    });
  });

  it('is sent again where no worker or nobody at all answers, and counts once', async () => {
    await declared();
    const about = { incident: 'INC-1' } as const;
    office.temporal.outage = 'no worker';
    expect(await runs({ command: 'ack' }, about, {}, 'k')).toMatchObject({
      code: 'unconfirmed',
      mayRepeat: true,
    });
    office.temporal.outage = 'unavailable';
    expect(await runs({ command: 'ack' }, about, {}, 'k')).toMatchObject({
      code: 'unavailable',
      mayRepeat: true,
    });
    office.temporal.outage = undefined;
    expect(await runs({ command: 'ack' }, about, {}, 'k')).toMatchObject({ status: 'succeeded' });
    expect(await runs({ command: 'ack' }, about, {}, 'k')).toMatchObject({ status: 'succeeded' });
  });
});
