import { beforeEach, describe, expect, it } from 'vitest';
import type { Asked } from '../../../activities/inspection.ts';
import type { AuditEntry } from '../../../src/access/audit-entry.ts';
import type { IncidentRecord } from '../../../src/incident/view.ts';
import { settle } from '../../../src/operator/settling.ts';
import { NOON, storyIn } from '../incident/fixture.ts';

describe('an incident whose workflow is gone', () => {
  let saved: IncidentRecord[];
  let audited: AuditEntry[];
  let asked: Asked;
  const { incident } = storyIn('open');
  const settles = (id: 'INC-7' | 'INC-8' = 'INC-7'): Promise<void> =>
    settle(
      {
        incidents: { ask: () => Promise.resolve(asked) },
        records: {
          find: (_, wanted) =>
            Promise.resolve(
              wanted === incident.id
                ? { incident, deadlines: [{ name: 'escalation', at: NOON }], problems: [] }
                : undefined,
            ),
          revision: () => Promise.resolve(4),
          saveView: (record) => Promise.resolve(void saved.push(record)),
        },
        audit: { write: (entry) => Promise.resolve(void audited.push(entry)) },
        now: () => NOON,
      },
      'default',
      id,
    );
  beforeEach(() => {
    [saved, audited] = [[], []];
    asked = { ended: 'TERMINATED' };
  });

  it('is closed in the records, by a newer record, and the audit knows who did it', async () => {
    await settles();
    expect(saved).toMatchObject([
      {
        revision: 5,
        events: [],
        view: { incident: { status: 'closed', closed: { at: NOON } }, deadlines: [] },
      },
    ]);
    expect(audited).toMatchObject([
      { action: 'close', incident: 'INC-7', person: 'operator', outcome: 'done' },
    ]);
  });

  it.each<[string, Asked]>([
    ['runs', { silent: true }],
    ['fails', { failing: 'it cannot be replayed' }],
  ])('is left alone while it %s', async (_, standing) => {
    asked = standing;
    await expect(settles()).rejects.toThrow('INC-7 runs');
    expect([saved, audited]).toEqual([[], []]);
  });

  it('must be one of the records', async () => {
    await expect(settles('INC-8')).rejects.toThrow('no incident INC-8');
  });
});
