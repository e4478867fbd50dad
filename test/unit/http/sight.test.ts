import { expect, it } from 'vitest';
import { accessPolicy } from '../../../src/access/policy.ts';
import type { Caller } from '../../../src/http/caller.ts';
import { createSight, type SightDependencies } from '../../../src/http/sight.ts';
import { newIncident } from '../../../src/incident/evolve.ts';
import { incidentId } from '../../../src/incident/id.ts';
import type { IncidentStore } from '../../../src/mongo/incident-store.ts';
import { Patience } from '../../../src/http/patience.ts';

const ANA = { id: 'ana', name: 'Ana' };
const ID = incidentId(1);
const declaration = { title: 'x', severity: 'SEV-1' as const, private: false, by: ANA };
const view = { incident: newIncident('default', ID, declaration, 0), deadlines: [], problems: [] };

/** An incident that only its workflow knows, or one that was exported besides. */
function sight(exported: boolean, counted = exported) {
  const records: Partial<IncidentStore> = { find: () => Promise.resolve(undefined) };
  const deps: SightDependencies = {
    policy: () => accessPolicy({ unmapped: 'none' }),
    records: records as IncidentStore,
    incidents: { birth: () => Promise.resolve(undefined), view: () => Promise.resolve(view) },
    exports: { find: () => Promise.resolve(exported ? { at: 1, bytes: 1 } : undefined) },
    facts: { has: () => Promise.resolve(counted) },
  };
  return createSight(deps);
}

const caller: Caller = {
  tenant: 'default',
  person: ANA,
  roles: ['viewer'],
  via: 'page',
  deliveryId: '1',
  patience: new Patience(1_000),
};

it('an incident that is not recorded yet is asked of its workflow', async () => {
  expect(await sight(false).look(caller, ID)).toEqual(view);
});

it('an incident that the rules of retention have let go is gone also while Temporal remembers its workflow', async () => {
  expect(await sight(true).look(caller, ID)).toBeUndefined();
});

it('and also when its export is gone as well: the figures have counted it', async () => {
  expect(await sight(false, true).look(caller, ID)).toBeUndefined();
});

it('who may see all is told that an export is kept of it', async () => {
  const admin: Caller = { ...caller, roles: ['admin'] };
  expect((await sight(true).missing(admin, ID)).message).toContain(
    '`muster export INC-1` writes it to a file',
  );
  for (const [who, exported] of [
    [caller, true],
    [admin, false],
  ] as const)
    expect((await sight(exported).missing(who, ID)).message).toBe('There is no incident INC-1.');
});
