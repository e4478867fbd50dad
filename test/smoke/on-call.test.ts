import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { SandboxHand } from '../harness/sandbox-hand.ts';
import { System } from '../harness/system.ts';

const CONFIG = `
server: { host: 127.0.0.1 }
chat: { sandbox: { platform: sandbox } }
people:
  ana: { name: Ana, roles: [commander], chat: { sandbox: ana } }
  ben: { name: Ben, roles: [responder], chat: { sandbox: ben } }
  chidi: { name: Chidi, roles: [responder], chat: { sandbox: chidi } }
teams: { payments: { members: [ana, ben, chidi] } }
services: { checkout: { team: payments, escalation: standard } }
schedules:
  payments:
    name: Payments primary
    timeZone: UTC
    layers: [{ name: Days, people: [ana, chidi], turn: 1d, handOver: '09:00', from: 2026-01-05 }]
escalation:
  standard: { steps: [{ notify: ['schedule:payments'], wait: 2h }, { notify: ['person:chidi'], wait: 1h }] }
notifications: { default: ['sandbox/#incidents'] }
# Tests ask again and again whether something holds by now.
access: { anonymousReading: true, limits: { person: { count: 5000, per: 1m } } }
`;

let system: System;
let ana: SandboxHand;
let ben: SandboxHand;
beforeAll(async () => {
  system = await System.start({ config: CONFIG });
  ana = new SandboxHand(system.baseUrl, 'ana');
  ben = new SandboxHand(system.baseUrl, 'ben');
}, 600_000);
afterAll(() => system.stop());

/** @returns the direct message that says this. */
const told = (hand: SandboxHand, what: RegExp) =>
  eventually(`${hand.user} is told ${what.source}`, async () =>
    (await hand.sees()).find(({ text }) => what.test(text)),
  );

let incident: string;

it('an override made in chat is who is on call, who a simulation says is paged, and who is paged', async () => {
  expect(await ana.types('oncall payments')).toMatch(/Payments primary.*(Ana|Chidi)/);
  expect(await ana.types('override @ben 2h payments')).toMatch(/Ben.* is on call for .*Payments primary/);
  expect(await ana.types('oncall payments')).toMatch(/Ben.*by an override/);
  await told(ben, /on call for .*Payments primary/);

  const simulated = await ana.types('simulate checkout sev 2 nobody acks');
  const firstPaged = /\+0m\s+(?:\S+\s+)*?(Ana|Ben|Chidi)\s+paged by (\S+?):/.exec(simulated);
  expect(firstPaged?.slice(1), simulated).toEqual(['Ben', 'sandbox/@ben']);

  const api = await system.api();
  incident = await api.declare('Checkout returns 500s', { severity: 'SEV-2', service: 'checkout' });
  await told(ben, new RegExp(`paged[^]*${incident}|${incident}[^]*paged`));
  await eventually('it is told why', async () => {
    const { body } = await api.request('GET', `/incidents/${incident}/why`);
    return JSON.stringify(body).includes('sandbox/@ben');
  });
  for (const other of [ana, new SandboxHand(system.baseUrl, 'chidi')])
    expect((await other.sees()).filter(({ text }) => text.includes(incident))).toEqual([]);
});

it('a swap changes hands when the other one presses Accept', async () => {
  const api = await system.api();
  // The first may have begun: it is cut at the instant that is asked for.
  const shifts = async (): Promise<string[]> => {
    const { body } = await api.request<{ shifts: { until: string }[] }>('GET', '/shifts?person=ben');
    return body.shifts.map(({ until }) => until);
  };
  const before = await shifts();
  expect(await ana.types('swap @ben')).toMatch(/Ben.* is asked to take your on-call for .*Payments primary/);
  const question = await told(ben, /asks you to take over on-call for Payments primary/);
  expect(await shifts()).toEqual(before);
  expect(await ben.presses('Accept', question)).toMatch(/Accepted/);
  await told(ana, /Ben is on call for Payments primary.*in place of Ana/);
  await eventually('Ben has the shift', async () => (await shifts()).length > before.length);
  expect(await ana.types('oncall next payments')).toMatch(/Ben/);
});

it('histories of the incidents that are open are replayed by this version, one or all; what is not there is said so', async () => {
  const { env } = system;
  const one = await muster(['replay', incident], env);
  expect([one.code, one.output]).toEqual([
    0,
    expect.stringMatching(new RegExp(`${incident}[^]*1 run, 0 failed`)),
  ]);
  const second = await (await system.api()).declare('Another');
  const { connection, workflow } = await system.temporal();
  await eventually('Temporal lists it', async () => {
    for await (const { workflowId } of workflow.list()) if (workflowId.endsWith(`:${second}`)) return true;
    return false;
  });
  await connection.close();
  const all = await muster(['replay', '--all-open', '--json'], env);
  expect(all.code).toBe(0);
  const replayed = all.output.split('\n').filter((line) => line.startsWith('{'));
  for (const id of [incident, second]) expect(replayed.filter((line) => line.includes(id))).toHaveLength(1);
  expect(replayed.some((line) => line.includes('"problem"'))).toBe(false);
  const none = await muster(['replay', 'INC-999'], env);
  expect([none.code, none.output]).toEqual([1, expect.stringContaining('INC-999')]);
});
