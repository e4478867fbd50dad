import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import { createFactStore } from '../../../src/mongo/fact-store.ts';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { ANA, AT, BEN, incident, notes, record } from './record.ts';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

const DAY = 86_400_000;

function happened(type: 'declared' | 'acknowledged' | 'resolved', sequence: number): IncidentEvent {
  const rest = { sequence, at: AT, by: ANA };
  return type === 'declared' ? { type, title: 'x', severity: 'SEV-3', ...rest } : { type, ...rest };
}

function paged(sequence: number, at: number, ...people: { id: string; name: string }[]): IncidentEvent {
  return {
    type: 'escalated',
    policy: 'standard',
    step: 0,
    steps: 1,
    round: 0,
    cause: 'declared',
    targets: people.map((person) => ({
      kind: 'person' as const,
      person,
      contacts: [{ instance: 'main', user: person.id }],
    })),
    sequence,
    at,
    by: ANA,
  };
}

describe('facts for the figures', () => {
  it('are those of the newest record, with the pages of all', async () => {
    const { facts } = stores;
    const tenant = 'one';
    const open = incident(3, { tenant, service: 'checkout' });
    await facts.saveFact(record(open, 1, [happened('declared', 1), paged(2, AT + 1, ANA)]));
    const done = { ...open, status: 'resolved' as const, resolved: { by: BEN, at: AT + 9 } };
    await facts.saveFact(record(done, 3, [paged(4, AT + 4, ANA, BEN), happened('resolved', 5)]));
    // An attempt that is late, or made again, changes nothing.
    await facts.saveFact(record(open, 2, [happened('acknowledged', 3)]));
    await facts.saveFact(record(open, 1, [happened('declared', 1), paged(2, AT + 1, ANA)]));
    expect([await facts.has(tenant, 'INC-3'), await facts.has(tenant, 'INC-4')]).toEqual([true, false]);
    expect(await facts.between(tenant, AT, AT + 1)).toEqual([
      {
        number: 3,
        severity: 'SEV-3',
        service: 'checkout',
        active: false,
        declaredAt: AT,
        resolved: { by: BEN, at: AT + 9 },
        mitigated: { by: BEN, at: AT + 9 },
        clocks: {},
        pages: [
          { at: AT + 1, people: [ANA] },
          { at: AT + 4, people: [ANA, BEN] },
        ],
      },
    ]);
  });

  it('name who sees a private incident, and follow who joins', async () => {
    const { facts } = stores;
    const tenant = 'secret';
    const hidden = incident(1, { tenant, private: true });
    await facts.saveFact(record(hidden, 1, [happened('declared', 1)]));
    const joined = { ...hidden, responders: [{ person: BEN, since: AT }] };
    await facts.saveFact(record(joined, 2, [{ type: 'joined', sequence: 2, at: AT, by: BEN }]));
    const [fact] = await facts.between(tenant, 0, AT + 1);
    expect(fact?.insiders).toEqual(['ana', 'ben']);
  });

  it('are written at milestones alone', async () => {
    await stores.facts.saveFact(record(incident(1, { tenant: 'quiet' }), 1, notes(2, 9)));
    expect(await stores.facts.between('quiet', 0, AT + DAY)).toEqual([]);
  });

  it('are found by the time of declaring, of one tenant', async () => {
    const { facts } = stores;
    const save = (tenant: string, number: number, at: number) =>
      facts.saveFact(
        record(incident(number, { tenant, declared: { by: ANA, at } }), 1, [happened('declared', 1)]),
      );
    await save('other', 1, AT);
    for (let number = 1; number <= 130; number++) await save('many', number, AT + number * DAY);
    const found = async (from: number, to: number): Promise<number[]> =>
      (await facts.between('many', AT + from * DAY, AT + to * DAY)).map(({ number }) => number);
    expect(await found(48, 53)).toEqual([52, 51, 50, 49, 48]);
    expect(await found(130, 1_000)).toEqual([130]);
    expect(await found(0, 2)).toEqual([1]);
    expect(await found(131, 1_000)).toEqual([]);
    expect(await facts.between('nobody', 0, AT)).toEqual([]);
  });

  it('of incidents that happen at once are all kept', async () => {
    const { facts } = stores;
    const numbers = Array.from({ length: 60 }, (_, n) => n + 1);
    await Promise.all(
      numbers.map((number) =>
        facts.saveFact(
          record(incident(number, { tenant: 'storm' }), 1, [happened('declared', 1), paged(2, AT, BEN)]),
        ),
      ),
    );
    const found = await facts.between('storm', AT, AT + 1);
    expect(found.map(({ number }) => number)).toEqual(numbers.toReversed());
    expect(found.every(({ pages }) => pages.length === 1)).toBe(true);
  });

  it('of incidents that are over are believed for a minute, unless they change here', async () => {
    let now = AT + DAY;
    const [here, elsewhere] = [createFactStore(store.db, () => now), createFactStore(store.db, () => now)];
    const over = incident(1, { tenant: 'over', status: 'closed' });
    const reopened = incident(1, { tenant: 'over', status: 'open' });
    const active = async (): Promise<boolean | undefined> => (await here.between('over', 0, now))[0]?.active;
    await here.saveFact(record(over, 1, [happened('declared', 1)]));
    expect(await active()).toBe(false);
    await elsewhere.saveFact(record(reopened, 2, [happened('acknowledged', 2)]));
    expect(await active()).toBe(false);
    now += 60_000;
    expect(await active()).toBe(true);
    await here.saveFact(record(over, 3, [happened('resolved', 3)]));
    expect(await active()).toBe(false);
    await here.saveFact(record(reopened, 4, [happened('acknowledged', 4)]));
    expect(await active()).toBe(true);
  });
});
