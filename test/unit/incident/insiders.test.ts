import { expect, test } from 'vitest';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import { insidersOf } from '../../../src/incident/insiders.ts';

const DORA = { id: 'dora', name: 'Dora' };
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };

test('a private incident is seen by who declared it, who is invited from the beginning, who responds and whom it paged, and by nobody else', () => {
  const declared = newIncident(
    'default',
    'INC-1',
    { title: 'Breach', severity: 'SEV-1', private: true, by: DORA, invited: ['cy'] },
    0,
  );
  const paged = evolve(declared, {
    type: 'escalated',
    policy: 'standard',
    step: 0,
    steps: 1,
    round: 0,
    targets: [
      { kind: 'person', person: ANA, contacts: [] },
      { kind: 'channel', instance: 'main', channel: '#incidents' },
    ],
    cause: 'declared',
    nextAt: 1,
    sequence: 1,
    at: 0,
    by: DORA,
  });
  const joined = evolve(paged, { type: 'joined', sequence: 2, at: 0, by: BEN });
  expect(insidersOf(joined)).toEqual(['dora', 'cy', 'ben', 'ana']);
});
