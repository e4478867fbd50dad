import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IncidentExport } from '../../src/archive/incident-export.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

async function declared(more: Record<string, unknown> = {}): Promise<void> {
  const response = await fetch(`${office.base}/api/v1/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${office.token('admin')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Checkout is down', ...more }),
  });
  expect(response.status).toBe(201);
}

const download = (id: string, token = office.token('admin')): Promise<Response> =>
  fetch(`${office.base}/api/v1/incidents/${id}/export`, { headers: { authorization: `Bearer ${token}` } });

describe('the export of an incident', () => {
  it('is a file of its own name, for who may export, and who took it is noted', async () => {
    await declared();
    const response = await download('INC-1');
    expect(response.status).toBe(200);
    const day = new Date(office.now).toISOString().slice(0, 10);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename=INC-1-${day}.json`);
    const made = (await response.json()) as IncidentExport;
    expect(made).toMatchObject({ id: 'INC-1', view: { incident: { title: 'Checkout is down' } } });
    await office.afterwards.ended();
    expect(office.memory.auditEntries.at(-1)).toMatchObject({
      action: 'export',
      incident: 'INC-1',
      outcome: 'done',
    });
  });

  it('is refused to a commander, whose permissions do not have it', async () => {
    await declared();
    const response = await download('INC-1', office.token('commander'));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('\\"export\\"');
  });

  it('does not tell that a private incident exists', async () => {
    await declared({ private: true });
    const { policy } = office.config.access;
    const commander = [...policy.permissions.commander, 'export'] as const;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, commander } } });
    const hidden = await download('INC-1', office.token('commander'));
    const missing = await download('INC-7', office.token('commander'));
    expect([hidden.status, missing.status]).toEqual([404, 404]);
    expect((await hidden.text()).replaceAll('INC-1', 'INC-7')).toBe(await missing.text());
  });

  it('is the kept one where the records have forgotten the incident', async () => {
    await declared({ private: true });
    const [entry] = office.memory.views.values();
    office.kept.set('INC-1', { ...office.exportOf(entry!.view), exportedAt: 1 });
    office.memory.views.clear();
    office.temporal.running.clear();
    expect(((await (await download('INC-1')).json()) as IncidentExport).exportedAt).toBe(1);
    const { policy } = office.config.access;
    const commander = [...policy.permissions.commander, 'export'] as const;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, commander } } });
    expect((await download('INC-1', office.token('commander'))).status).toBe(404);
  });
});

describe('a legal hold', () => {
  it('is put and ended by who may, and told of in the audit', async () => {
    await declared();
    const hold = (method: string, body?: unknown, token = office.token('admin')): Promise<Response> =>
      fetch(`${office.base}/api/v1/incidents/INC-1/legal-hold`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    expect((await hold('PUT', { reason: 'court' }, office.token('commander'))).status).toBe(403);
    expect((await hold('PUT', {})).status).toBe(422);
    expect(await (await hold('PUT', { reason: 'court' })).json()).toMatchObject({ note: 'court' });
    expect((await hold('DELETE')).status).toBe(200);
    expect((await hold('DELETE')).status).toBe(409);
    await office.afterwards.ended();
    expect(office.memory.auditEntries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
      expect.arrayContaining(['legal hold refused', 'legal hold done', 'end legal hold done']),
    );
  });
});
