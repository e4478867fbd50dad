import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report, StandingFinding } from '../../src/inspection/report.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const finding = (incident: string, more: Partial<StandingFinding> = {}): StandingFinding => ({
  kind: 'overdue',
  tenant: 'default',
  incident,
  about: 'escalation',
  problem: 'escalation is 2 minutes late.',
  foundAt: office.now - 1_000,
  ...more,
});

function reports(findings: readonly StandingFinding[], more: Partial<Report> = {}): void {
  office.report = {
    recorded: 3,
    running: 3,
    asked: 3,
    startedAt: office.now - 2_000,
    at: office.now - 1_000,
    everyMs: 60_000,
    findings,
    counts: findings.length > 0 ? { overdue: findings.length } : {},
    heartbeat: { state: findings.length > 0 ? 'withheld' : 'sent', lastSentAt: office.now - 1_000 },
    ...more,
  };
}

async function asks(
  token = office.token('viewer'),
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${office.base}/api/v1/auditor`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('how the auditor is', () => {
  it('is told when all is well', async () => {
    reports([]);
    expect(await asks()).toMatchObject({
      status: 200,
      body: { state: 'well', recorded: 3, findings: [], notices: [], heartbeat: { state: 'sent' } },
    });
  });

  it('is silent when nobody looks, with what may be the reason', async () => {
    expect((await asks()).body).toMatchObject({
      state: 'silent',
      notices: [
        expect.stringContaining('silent'),
        expect.stringContaining('No worker'),
        expect.stringContaining('not in Temporal'),
      ],
    });
    reports([]);
    office.polledAt = office.now;
    office.paused = true;
    office.now += 10 * 60_000;
    office.polledAt = office.now;
    expect((await asks()).body).toMatchObject({
      state: 'silent',
      notices: [expect.stringContaining('silent'), expect.stringContaining('paused')],
    });
  });

  it('says that nobody outside listens, and that a heartbeat failed', async () => {
    reports([], { heartbeat: { state: 'nobody listens' } });
    expect((await asks()).body.notices).toEqual([expect.stringContaining('auditor.heartbeat')]);
    reports([], {
      heartbeat: { state: 'failed', problem: 'auditor.heartbeat[0]: it was answered with 500' },
    });
    expect((await asks()).body.notices).toEqual([expect.stringContaining('answered with 500')]);
  });

  it('tells what was found, of private incidents to nobody who may not know of them, and to each tenant its own', async () => {
    reports([
      finding('INC-1'),
      finding('INC-2', { private: true }),
      finding('INC-1', { tenant: 'acme', problem: 'of another' }),
    ]);
    const { body } = await asks();
    expect(body).toMatchObject({
      state: 'findings',
      counts: { overdue: 2 },
      findings: [
        {
          kind: 'overdue',
          incident: 'INC-1',
          about: 'escalation',
          problem: 'INC-1: escalation is 2 minutes late.',
        },
        { kind: 'overdue', problem: 'a private incident: escalation is 2 minutes late.' },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('INC-2');
    expect(JSON.stringify((await asks(office.token('admin'))).body)).toContain('INC-2');
    const theirs = await asks(office.token('admin', 'theirs', 'acme'));
    expect(theirs.body).toMatchObject({ state: 'findings', findings: [{ problem: 'INC-1: of another' }] });
  });

  it('is told in chat, whatever was found, and of private incidents to nobody who may not know of them', async () => {
    const answer = async (user = 'U0BEN'): Promise<string> =>
      JSON.stringify(await (await office.command('auditor', { user })).json());
    reports([]);
    expect(await answer()).toMatch(/Every open incident has a next step.*Looked 1 second ago at 3 recorded/);
    reports([finding('INC-1'), finding('INC-2', { private: true })]);
    const said = await answer();
    expect(said).toMatch(/The auditor has found something.*withheld.*2 ×/);
    expect(said).toContain('INC-1: escalation is 2 minutes late.');
    expect(said).toContain('a private incident: escalation is 2 minutes late.');
    expect(said).not.toContain('INC-2');
    expect(await answer('U0ANA')).toContain('INC-2: escalation');
    reports(Array.from({ length: 8 }, (_, n) => finding(`INC-${n + 1}`)));
    expect(await answer()).toContain('and 3 more');
    office.now += 10 * 60_000;
    expect(await answer()).toMatch(/The auditor is silent.*No worker asks for work/);
  });

  it('stands on the page of the providers, for those who may see it', async () => {
    const page = async (): Promise<string> =>
      (await fetch(`${office.base}/providers`, { headers: { cookie: office.cookie('viewer') } })).text();
    reports([finding('INC-1'), finding('INC-2', { private: true })]);
    const html = await page();
    expect(html).toMatch(/Auditor<\/h2>.*It has found something/);
    expect(html).toContain('INC-1: escalation is 2 minutes late.');
    expect(html).toContain('a private incident: escalation');
    expect(html).not.toContain('INC-2');
    expect(html).toContain('withheld because of what was found');
    reports([]);
    expect(await page()).toContain('nothing is late');
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: ['providers'] } } });
    expect(await page()).not.toContain('Auditor');
  });

  it('is for those who may see it', async () => {
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: [] } } });
    expect((await asks()).status).toBe(403);
  });

  it('stands in the metrics', async () => {
    reports([finding('INC-1')]);
    const metrics = await (await fetch(`${office.base}/metrics`)).text();
    expect(metrics).toContain('muster_auditor_findings{kind="overdue"} 1');
    expect(metrics).toContain('muster_auditor_findings{kind="page_stuck"} 0');
    expect(metrics).toMatch(/muster_auditor_last_inspection_timestamp_seconds \d{10}/);
  });
});
