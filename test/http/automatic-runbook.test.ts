import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunbookWish } from '../../activities/runbook.ts';
import { Afterwards } from '../../src/http/afterwards.ts';
import { createAuditLater } from '../../src/http/audit-later.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import { createRunOrdering } from '../../src/http/run-ordering.ts';
import { createRunWorkflows } from '../../src/http/run-workflows.ts';
import { Unavailable } from '../../src/http/unavailable.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createAutomaticRunbooks } from '../../src/wiring/worker/automatic-runbooks.ts';
import { catalogueOf } from './catalogue.ts';
import { LEAK, Office } from './office.ts';

const RULE = { on: ['declare'], private: false, mostPerIncident: 1 } as const;
const RUNBOOK: Runbook = {
  name: 'restart',
  title: 'Restart it',
  runs: { action: 'ops.restart' },
  parameters: { host: '{{ incident.service }}', reason: '{{ incident.title }}' },
  statuses: ['open'],
  button: true,
  automatic: { rule: RULE, rate: { count: 2, perMs: 3_600_000 } },
};
const WISH: RunbookWish = {
  tenant: 'default',
  incident: 'INC-7',
  runbook: { name: 'restart', title: 'Restart it', on: 'declare' },
  sequence: 1,
  facts: { id: 'INC-7', service: 'checkout', title: 'Down', labels: {} },
  origin: { instance: 'main-slack', channel: 'C7' },
};

let office: Office;
let taken: Set<string>;
beforeEach(async () => {
  office = await Office.open();
  taken = new Set();
  office.config = {
    ...office.config,
    catalogue: catalogueOf({
      'ops.restart': {
        formats: [],
        parameters: { host: { type: 'string', required: true }, reason: { type: 'string' } },
        approval: { people: ['ben'], withinMs: 60_000 },
        access: { roles: ['admin'] },
      },
    }),
    runbooks: new Map([['restart', RUNBOOK]]),
  };
});
afterEach(() => office.close());

/** Incidents that are private. */
const hidden = new Set<IncidentId>();

/** Orders it as a worker does. */
function orders(more: Partial<RunbookWish> = {}) {
  const client = office.temporal.client();
  const redact = (text: string): string => text.replaceAll(LEAK, '[redacted]');
  return createAutomaticRunbooks({
    config: () => office.config,
    order: createRunOrdering({
      config: () => office.config,
      privateOf: (_caller, ids) => Promise.resolve(new Set([...ids].filter((id) => hidden.has(id)))),
      audit: office.memory.stores().audit,
      auditLater: createAuditLater(client, 'muster'),
      afterwards: new Afterwards(),
      workflows: createRunWorkflows({ client, taskQueue: 'muster', ids: office.memory.stores().runs }),
      redact,
      log: pino({ level: 'silent' }),
      metrics: createMetrics(),
      now: () => office.now,
    }),
    rates: {
      take: ({ key }, { count }) => {
        if (!taken.has(key) && taken.size >= count) return Promise.resolve(false);
        taken.add(key);
        return Promise.resolve(true);
      },
    },
    redact,
    now: () => office.now,
  })({ ...WISH, ...more });
}
const configured = (more: Partial<Runbook>): void => {
  office.config = { ...office.config, runbooks: new Map([['restart', { ...RUNBOOK, ...more }]]) };
};
const ordered = () => office.memory.runs.orders();

describe('a runbook that is run by itself', () => {
  it('is ordered as Muster, with what it gives of the incident, once for the same event', async () => {
    expect(await orders()).toEqual({ run: 'RUN-1' });
    expect(await orders()).toEqual({ run: 'RUN-1' });
    expect(ordered()).toMatchObject([
      {
        action: 'ops.restart',
        parameters: { host: 'checkout', reason: 'Down' },
        asked: { by: { id: 'muster', name: 'Muster' } },
        incident: 'INC-7',
        runbook: { name: 'restart', title: 'Restart it', on: 'declare' },
        origin: { instance: 'main-slack', channel: 'C7' },
        plan: { approval: { people: ['ben'], withinMs: 60_000 } },
      },
    ]);
    expect(office.memory.auditEntries).toMatchObject([
      { action: 'run', person: 'muster', via: 'runbook', outcome: 'done', incident: 'INC-7' },
    ]);
    expect(await orders({ sequence: 9 })).toEqual({ run: 'RUN-2' });
  });

  it('deals with what is private where its incident is', async () => {
    hidden.add('INC-7');
    expect(await orders()).toEqual({ run: 'RUN-1' });
    hidden.clear();
    expect(ordered()).toMatchObject([{ incident: 'INC-7', confidential: ['INC-7'] }]);
    expect(office.memory.auditEntries).toMatchObject([{ about: 'RUN-1 ops.restart by restart' }]);
  });

  it('is ordered no more often than it may be over all incidents, and what is tried again counts once', async () => {
    for (const incident of ['INC-1', 'INC-1', 'INC-2'] as const) await orders({ incident });
    expect(await orders({ incident: 'INC-3' })).toEqual({
      refused: {
        code: 'rate_limit',
        reason: 'by itself it is run 2 times in 1h at most for all incidents together, and was.',
      },
    });
    expect(ordered()).toHaveLength(2);
  });

  it.each([
    [
      'is not there any more',
      () => (office.config = { ...office.config, runbooks: new Map() }),
      'unknown_runbook',
    ],
    ['is not run by itself any more', () => configured({ automatic: undefined } as never), 'unknown_runbook'],
    ['has no action any more', () => configured({ runs: { action: 'ops.gone' } }), 'unknown_action'],
    ['has no alias any more', () => configured({ runs: { alias: 'ops.gone' } }), 'unknown_alias'],
    ['gives nothing for what is needed', () => configured({ parameters: {} }), 'bad_parameter'],
    [
      'has a template that cannot be rendered',
      () => configured({ parameters: { host: "{{ incident.title | regex_replace('(', '') }}" } }),
      'bad_parameter',
    ],
    ['would pass on a secret', () => configured({ parameters: { host: LEAK } }), 'bad_parameter'],
  ])('that %s is not ordered, and takes no place', async (_what, change, code) => {
    change();
    expect(await orders()).toMatchObject({ refused: { code } });
    expect(ordered()).toEqual([]);
    expect(taken.size).toBe(0);
  });

  it('is not ordered where it would declare one incident after the other', async () => {
    const incident = (command: string) => ({ runner: { kind: 'incident', settings: { command } } });
    const chain = { runner: { kind: 'chain', settings: { chain: [{ name: 'a', ref: 'ops.open' }] } } };
    const made = { 'ops.open': incident('declare'), 'ops.chain': chain, 'ops.note': incident('note') };
    office.config = {
      ...office.config,
      catalogue: catalogueOf(
        Object.fromEntries(Object.entries(made).map(([ref, one]) => [ref, { formats: [ref], ...one }])),
      ),
    };
    const runs = (what: Runbook['runs']) => {
      configured({ runs: what, parameters: {} });
      return orders({ isDeclaredByItself: true });
    };
    for (const what of [{ action: 'ops.open' }, { action: 'ops.chain' }, { alias: 'ops.open' }])
      expect(await runs(what)).toMatchObject({
        refused: { code: 'loop', reason: expect.stringContaining('would declare another one') as string },
      });
    expect(taken.size).toBe(0);
    expect(await runs({ action: 'ops.note' })).toEqual({ run: 'RUN-1' });
    configured({ runs: { action: 'ops.open' }, parameters: {} });
    expect(await orders({ sequence: 2 })).toEqual({ run: 'RUN-2' });
  });

  it('is tried again while Temporal is away', async () => {
    office.temporal.outage = 'unavailable';
    await expect(orders()).rejects.toThrow(Unavailable);
    office.temporal.outage = undefined;
    expect(await orders()).toEqual({ run: 'RUN-1' });
    expect(ordered()).toHaveLength(1);
  });
});
