import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeCalendarServer } from '../fakes/calendar/server.ts';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { System } from '../harness/system.ts';

const CONFIG = `
chat: { training: { platform: sandbox } }
people: { ana: { name: Ana, roles: [admin], chat: { training: ana } } }
escalation: { standard: { steps: [{ notify: ['person:ana'], wait: 1h }] } }
notifications: { default: ['training/#incidents'] }
defaults: { escalation: standard }
# Tests ask again and again whether something holds by now.
access: { limits: { person: { count: 5000, per: 1m } } }
`;

let system: System;
let env: Record<string, string>;
let folder: string;

/** Runs a command of the program as somebody does who has only its address and a token. */
const run = async (...args: string[]): Promise<[number | string, string]> => {
  const { code, output } = await muster(args, env);
  return [code, output];
};
const write = (wait: string): Promise<void> =>
  writeFile(join(folder, 'all.yaml'), CONFIG.replace('wait: 1h', `wait: ${wait}`));

beforeAll(async () => {
  system = await System.start({ config: CONFIG, env: { MUSTER_CONFIG_MODE: 'managed' } });
  folder = join(system.directory, 'config');
  await mkdir(folder);
  const { output } = await muster(['token', 'create', 'ci', '--role', 'admin'], system.env);
  const token = /muster_\S+/.exec(output)?.[0] ?? '';
  env = { MUSTER_URL: system.baseUrl, MUSTER_TOKEN: token, MUSTER_DATA_DIR: system.directory };
}, 600_000);
afterAll(() => system.stop());

it('is planned, applied, followed by all and kept through a restart; incidents under way keep theirs', async () => {
  const api = await system.api();
  const nextPage = async (id: string): Promise<number> => {
    const { deadlines, declared } = await eventually(`${id} is recorded`, async () => {
      const found = (await api.incident(id)) as Awaited<ReturnType<typeof api.incident>> & {
        declared: { at: string };
      };
      return found.deadlines.some(({ name }) => name === 'escalation') ? found : undefined;
    });
    const due = deadlines.find(({ name }) => name === 'escalation')?.at ?? '';
    return Math.round((Date.parse(due) - Date.parse(declared.at)) / 60_000);
  };

  const [declared, said] = await run('incident', 'declare', 'Before', '--sev', '2', '--json');
  expect([declared, said]).toEqual([0, expect.stringContaining('"id"') as string]);
  const before = (JSON.parse(said) as { id: string }).id;
  const listed = (count: number): Promise<unknown> =>
    eventually(`${count} incidents are listed`, async () => {
      const { body } = await api.request<{ total: number }>('GET', '/incidents');
      return body.total === count;
    });
  await listed(1);
  await write('2h');
  const [changes, plan] = await run('plan', '--config', folder);
  expect(plan).toContain('~ policy standard, step 1, wait: 1h → 2h');
  expect(plan).toContain('1 open incident keeps the policy with which it was declared.');
  expect(changes).toBe(2);

  expect(await run('apply', '--config', folder, '--yes')).toEqual([
    0,
    expect.stringContaining('Version 2 is in force') as string,
  ]);
  await eventually('the worker follows', () => /loaded anew/.test(system.worker?.output ?? '') || undefined);
  const after = await api.declare('After');
  await listed(2);
  expect([await nextPage(before), await nextPage(after)]).toEqual([60, 120]);

  await system.server?.kill9();
  await system.startServer();
  const [same, status] = await run('config', 'status');
  expect([same, status]).toEqual([0, expect.stringContaining('version 2, ') as string]);
  expect((await run('plan', '--config', folder))[0]).toBe(0);

  await writeFile(join(folder, 'more.yaml'), 'teams:\n  x: { members: [nobody] }\n');
  const [refused, why] = await run('apply', '--config', folder, '--yes');
  expect(refused).toBe(3);
  expect(why).toMatch(/more\.yaml:2:18 teams\.x\.members\[0\]: there is no person "nobody"/);

  expect((await run('apply', '--to-version', '1', '--yes'))[0]).toBe(0);
  const [, versions] = await run('config', 'versions');
  expect(versions).toMatch(/3 .*ci +rollback[^]*2 .*ci +apply[^]*1 .*start/);
  expect(await run('incident', 'list')).toEqual([0, expect.stringMatching(/After[^]*Before/) as string]);
  expect((await run('completion-words', '--', 'incident', 'ack', 'INC-'))[1]).toContain(
    `${before}\tSEV-2 Before`,
  );
  // Eleven commands, each a process that starts anew.
}, 300_000);

const CALENDAR = [
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART:20200101T000000Z',
  'DTEND:21000101T000000Z',
  'SUMMARY:Ana',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
];
const ROTA = 'schedules:\n  payments:\n    layers:\n      - { name: Rota, calendar: { file: rota.ics } }\n';
const CIRCLE = `escalation:
  first: { steps: [{ notify: ['person:ana'], wait: 1h }], then: second }
  second:
    steps: [{ notify: ['person:ana'], wait: 1h }]
    then: first
`;

/** What is wrong, the files beside the right one, and what is said: file, line, setting and reason. */
const WRONG: [what: string, files: Readonly<Record<string, string>>, said: string][] = [
  [
    'policies that come round',
    { 'more.yaml': CIRCLE },
    'more.yaml:2:65 escalation.first.then: escalation policies that follow one another must end, and these come round: first → second → first.',
  ],
  [
    'a calendar that is cut off',
    { 'more.yaml': ROTA, 'rota.ics': CALENDAR.slice(0, 5).join('\r\n') },
    'more.yaml:4:41 schedules.payments.layers[0].calendar.file: rota.ics:5: it is cut off: VEVENT of line 2',
  ],
];

it.each(WRONG)('%s is refused by plan, apply and check-config alike', async (what, files, said) => {
  const wrong = join(system.directory, what.replaceAll(' ', '-'));
  await mkdir(wrong);
  for (const [name, text] of Object.entries({ 'all.yaml': CONFIG, ...files }))
    await writeFile(join(wrong, name), text);
  const answers = await Promise.all([
    run('plan', '--config', wrong),
    run('apply', '--config', wrong, '--yes'),
    run('check-config', wrong),
  ]);
  for (const [code, output] of answers) {
    expect(code).not.toBe(0);
    expect(output).toContain(said);
  }
});

it('calendars are applied with the files, and fetched from an address; no answer and no log says where', async () => {
  const server = new FakeCalendarServer(CALENDAR.join('\r\n'));
  const url = await server.start();
  try {
    const right = join(system.directory, 'right');
    await mkdir(right);
    const fetched = `  fetched: { layers: [{ name: Elsewhere, calendar: { url: '${url}', privateAddresses: true } }] }\n`;
    const files = { 'all.yaml': CONFIG, 'more.yaml': ROTA + fetched, 'rota.ics': CALENDAR.join('\r\n') };
    for (const [name, text] of Object.entries(files)) await writeFile(join(right, name), text);
    const [code, said] = await run('apply', '--config', right, '--yes');
    expect([code, said]).toEqual([0, expect.stringContaining('is in force') as string]);
    const onCall = await eventually('both are known', async () => {
      const [, output] = await run('oncall', '--json');
      return /payments: Ana\. fetched: Ana\./.test(output) ? output : undefined;
    });
    expect(onCall).not.toContain('s3cret');
    expect(server.requests).toHaveLength(1);
    expect((system.worker?.output ?? '') + (system.server?.output ?? '')).not.toContain('s3cret');
  } finally {
    await server.stop();
  }
});
