import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessRole } from '../../src/access/role.ts';
import { LEAK, Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const REFUSED = {
  at: Date.parse('2026-03-01T10:00Z'),
  reason: 'muster.yaml has one problem',
  problems: [
    { path: 'defaults.severity', file: 'teams.yaml', line: 2, column: 5, message: 'must be one of …' },
  ],
};

async function ask(role: AccessRole, tenant = 'default'): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${office.base}/api/v1/configuration`, {
    headers: { authorization: `Bearer ${office.token(role, role, tenant)}` },
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

const readiness = async (): Promise<{ degraded?: boolean; configuration: unknown }> =>
  (await (await fetch(`${office.base}/readyz`)).json()) as { configuration: unknown };

describe('the configuration in force', () => {
  it('is told with its version and since when, also by readiness', async () => {
    const { version } = office.config;
    const since = '2026-03-01T00:00:00.000Z';
    expect(await ask('viewer')).toEqual([
      200,
      { version, source: 'muster.yaml', since, managed: false, number: 1, warnings: [] },
    ]);
    const ready = await readiness();
    expect(ready.configuration).toEqual({ version, since });
    expect(ready.degraded).toBeUndefined();
  });

  it('is told together with what was refused, place by place', async () => {
    office.refusedConfiguration = REFUSED;
    const at = '2026-03-01T10:00:00.000Z';
    expect((await ask('viewer'))[1]).toMatchObject({ refused: { ...REFUSED, at } });
    const ready = await readiness();
    expect(ready).toMatchObject({
      ok: true,
      degraded: true,
      configuration: { refused: { at, problems: 1 } },
    });
    // Everybody who reaches the server reads this.
    expect(JSON.stringify(ready)).not.toContain('severity');
    expect(await (await fetch(`${office.base}/metrics`)).text()).toContain('muster_configuration_refused 1');
  });

  it('is not told in full to another tenant, whose file it is not', async () => {
    office.refusedConfiguration = REFUSED;
    const [status, told] = await ask('admin', 'acme');
    expect(status).toBe(200);
    expect(told).not.toHaveProperty('source');
    expect(told).toMatchObject({ refused: { problems: [] } });
    expect(JSON.stringify(told)).not.toContain('severity');
  });

  it('is for who may see it', async () => {
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: [] } } });
    expect((await ask('viewer'))[0]).toBe(403);
  });
});

const FILE = readFileSync(fileURLToPath(new URL('muster.yaml', import.meta.url)), 'utf8');
const changed = (...edits: readonly (readonly [string, string])[]): string =>
  edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, FILE);

interface Planned {
  readonly base: { readonly number: number };
  readonly version: string;
  readonly changes: readonly { readonly text: string }[];
  readonly effects: { readonly onCall: readonly object[]; readonly gaps: readonly object[] };
  readonly openIncidents: number;
  readonly made: readonly { readonly path: string; readonly text: string; readonly conflict: boolean }[];
  readonly number?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly problems?: readonly object[];
}

async function post(
  path: 'plan' | 'versions',
  body: object,
  role: AccessRole = 'admin',
  tenant = 'default',
): Promise<[number, Planned]> {
  const response = await fetch(`${office.base}/api/v1/configuration/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${office.token(role, role, tenant)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  return [response.status, (await response.json()) as Planned];
}
const files = (text: string) => ({ files: [{ file: 'muster.yaml', text }] });
async function shown(path: string): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${office.base}/api/v1/configuration/${path}`, {
    headers: { authorization: `Bearer ${office.token('admin')}` },
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}
const texts = ({ changes }: Planned): string[] => changes.map(({ text }) => text);

describe('a plan', () => {
  it('finds nothing in the same file, wherever its parts stand', async () => {
    const [status, plan] = await post('plan', files(FILE));
    expect([status, plan.changes, plan.version]).toEqual([200, [], office.config.version]);
  });

  it('says in words what would change, and whom it touches', async () => {
    await office.command('declare Down');
    office.now = Date.parse('2026-03-02T12:00Z');
    const wanted = changed(
      ['wait: 5m', 'wait: 10m'],
      ['members: [ana, ben]', 'members: [ana]'],
      ['people: [ana, ben], turn: 1d', 'people: [ben, ana], turn: 1d'],
      ['hours: [Sat-Sun 00:00-24:00]', 'hours: [Sat 00:00-24:00]'],
      ['  severity: SEV-2', '  severity: SEV-1'],
    );
    const [, plan] = await post('plan', files(wanted));
    expect(texts(plan)).toEqual([
      'team payments, members: – ben',
      'schedule payments, layer 1, people: now in the order ["ben","ana"]',
      'schedule search, layer 1, hours: + Sat 00:00-24:00, – Sat-Sun 00:00-24:00',
      'policy standard, step 1, wait: 5m → 10m',
      'defaults.severity: SEV-2 → SEV-1',
    ]);
    expect(plan.effects.onCall).toMatchObject([{ schedule: 'payments' }]);
    expect(plan.effects.gaps).toMatchObject([{ schedule: 'search' }, { schedule: 'search' }]);
    expect(plan.openIncidents).toBe(1);
    // Nothing has changed by it.
    expect(office.configurations.all).toHaveLength(1);
  });

  it('refuses what is wrong with file, line and reason', async () => {
    const [status, refused] = await post('plan', {
      files: [
        { file: 'a.yaml', text: FILE },
        { file: 'b.yaml', text: 'people:\n  eve: { name: Eve, roles: [boss] }\n' },
      ],
    });
    expect(status).toBe(422);
    expect(refused.problems).toMatchObject([
      { file: 'b.yaml', line: 2, column: 29, path: 'people.eve.roles[0]' },
    ]);
  });

  it('is for commanders and admins of who runs Muster', async () => {
    expect((await post('plan', files(FILE), 'responder'))[0]).toBe(403);
    expect((await post('plan', files(FILE), 'commander'))[0]).toBe(200);
    expect((await post('plan', files(FILE), 'admin', 'acme'))[0]).toBe(403);
    expect((await post('versions', { ...files(FILE), base: 1 }, 'commander'))[0]).toBe(403);
  });
});

describe('an applied configuration', () => {
  beforeEach(() => {
    office.managed = true;
  });
  const LONGER = changed(['wait: 5m', 'wait: 10m']);

  it('is in force and kept; incidents under way keep theirs', async () => {
    await office.command('declare Before');
    const [status, applied] = await post('versions', { ...files(LONGER), base: 1 });
    expect([status, applied.number]).toEqual([201, 2]);
    expect(office.config.escalation.get('standard')?.steps[0]?.delayMs).toBe(600_000);
    await office.command('declare After');
    const waits = [...office.temporal.running.values()].map(
      ({ input }) => input.plan.escalation?.steps[0]?.delayMs,
    );
    expect(waits).toEqual([300_000, 600_000]);
    const [, { versions }] = await shown('versions');
    expect(versions).toMatchObject([
      { number: 2, how: 'apply', by: { name: 'admin' }, source: 'muster.yaml' },
      { number: 1, how: 'start' },
    ]);
    const [, second] = await shown('versions/2');
    expect(second).toMatchObject({
      changes: [{ text: 'policy standard, step 1, wait: 5m → 10m' }],
      document: { escalation: { standard: { steps: [{ wait: '10m' }] } } },
    });
    expect((await shown(`versions/${applied.version}`))[1]).toMatchObject({ number: 2 });
    expect(await shown('versions/9')).toMatchObject([404, { code: 'not_found' }]);
    await office.afterwards.ended(1_000);
    const audited = office.memory.auditEntries.filter(({ action }) => action === 'apply');
    expect(audited).toMatchObject([{ outcome: 'done', about: 'configuration 2' }]);
  });

  it('is refused when another came between, and when files hold', async () => {
    expect((await post('versions', { ...files(LONGER), base: 1 }))[0]).toBe(201);
    const [status, late] = await post('versions', { ...files(FILE), base: 1 });
    expect([status, late.code]).toEqual([409, 'impossible']);
    expect(late.detail).toContain('no longer version 1');
    expect(office.configurations.all).toHaveLength(2);
    office.managed = false;
    expect((await post('versions', { ...files(FILE), base: 2 }))[1].detail).toContain('MUSTER_CONFIG_MODE');
  });

  it('is taken back by applying an earlier one', async () => {
    await post('versions', { ...files(LONGER), base: 1 });
    const [, plan] = await post('plan', { version: 1 });
    expect(texts(plan)).toEqual(['policy standard, step 1, wait: 10m → 5m']);
    const [status, back] = await post('versions', { version: 1, base: 2 });
    expect([status, back.number]).toEqual([201, 3]);
    expect(office.configurations.all[2]).toMatchObject({ how: 'rollback' });
    expect(office.config.escalation.get('standard')?.steps[0]?.delayMs).toBe(300_000);
  });

  it('shows no secret, though somebody wrote one', async () => {
    const leaky = changed(['name: Checkout', `name: 'Checkout ${LEAK}'`]);
    const [, plan] = await post('plan', files(leaky));
    expect(JSON.stringify(plan)).not.toContain(LEAK);
    await post('versions', { ...files(leaky), base: 1 });
    expect(JSON.stringify(await shown('versions/2'))).not.toContain(LEAK);
  });
});

describe('what was made in chat', () => {
  beforeEach(() => {
    office.managed = true;
  });
  const QUIET = changed(['chat: { main-slack: U0BEN }', 'loud: pages\n    chat: { main-slack: U0BEN }']);

  it('is kept beside a change that touches it, and said', async () => {
    await office.memory.stores().loudness.choose('default', 'ben', 'pages');
    const [, plan] = await post('plan', files(changed(['name: Ben', 'name: Benjamin'])));
    expect(plan.made).toEqual([
      {
        tenant: 'default',
        path: 'people.ben.loud',
        text: 'Ben has chosen in chat to be notified of pages alone',
        conflict: false,
      },
    ]);
    expect((await post('plan', files(FILE)))[1].made).toEqual([]);
  });

  it('is never overwritten silently: one of the two is chosen', async () => {
    const { loudness } = office.memory.stores();
    await loudness.choose('default', 'ben', 'all');
    expect((await post('plan', files(QUIET)))[1].made).toMatchObject([{ conflict: true }]);
    const [status, refused] = await post('versions', { ...files(QUIET), base: 1 });
    expect([status, refused.code]).toEqual([409, 'impossible']);
    expect(refused.detail).toMatch(/people\.ben\.loud: Ben has chosen in chat .*--take file, --take chat/);
    const [, chat] = await post('versions', { ...files(QUIET), base: 1, take: 'chat' });
    expect(chat.number).toBe(2);
    expect(office.config.people.get('ben')?.loud).toBeUndefined();
    expect(await loudness.find('default', 'ben')).toBe('all');
    await post('versions', { ...files(QUIET), base: 2, take: 'file' });
    expect(office.config.people.get('ben')?.loud).toBe('pages');
    expect(await loudness.find('default', 'ben')).toBeUndefined();
  });

  it('is ended with a person or a schedule only when that is said', async () => {
    office.now = Date.parse('2026-03-02T12:00Z');
    const { overrides } = office.memory.stores();
    const by = { id: 'ana', name: 'Ana' };
    const override = {
      id: 'o1',
      people: ['ben'],
      from: office.now,
      until: office.now + 86_400_000,
      by,
      madeAt: office.now,
    };
    await overrides.add('default', 'search', [override], office.now);
    const without = changed([
      `  search:
    name: Search
    layers:
      - { name: Weekend, people: [ben], from: 2020-01-01, hours: [Sat-Sun 00:00-24:00] }
`,
      '',
    ]);
    const [, plan] = await post('plan', files(without));
    expect(plan.made).toEqual([
      {
        tenant: 'default',
        path: 'schedules.search',
        text: 'the override of search for Ben from 2026-03-02 to 2026-03-03 was made by Ana on 2026-03-02',
        conflict: true,
      },
    ]);
    expect((await post('versions', { ...files(without), base: 1 }))[0]).toBe(409);
    const [, chat] = await post('plan', { ...files(without), take: 'chat' });
    expect(chat.changes).toEqual([]);
    expect((await post('versions', { ...files(without), base: 1, take: 'file' }))[0]).toBe(201);
    expect(office.config.schedules.has('search')).toBe(false);
  });
});
