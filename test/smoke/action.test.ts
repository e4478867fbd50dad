import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { SandboxHand } from '../harness/sandbox-hand.ts';
import { System } from '../harness/system.ts';

const CONFIG = `
server: { host: 127.0.0.1 }
chat: { sandbox: { platform: sandbox } }
people:
  ana: { name: Ana, roles: [responder], chat: { sandbox: ana } }
  ben: { name: Ben, roles: [responder], chat: { sandbox: ben } }
notifications: { default: ['sandbox/#incidents'] }
access: { anonymousReading: true, limits: { person: { count: 5000, per: 1m } } }
plugins:
  - { package: ${resolve('test/fixtures/plugins/shelf')}, secrets: { address: '\${SHELF}' } }
actions:
  shelf.count: { runner: plugin, approval: { people: ['person:ben'], within: 10m } }
aliases:
  - name: count
    pack: shelf
    action_ref: shelf.count
    formats: ['count {{item}} {{times=2}} times']
    result: { format: 'There are {{ execution.result.count }} of them.' }
`;

let shelf: Server;
const asked: { key: string | undefined; body: unknown }[] = [];
let system: System;
beforeAll(async () => {
  shelf = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ key: request.headers['idempotency-key']?.toString(), body: JSON.parse(body) as unknown });
      response.setHeader('content-type', 'application/json').end('{"count":42}');
    });
  }).listen(0, '127.0.0.1');
  await once(shelf, 'listening');
  const { port } = shelf.address() as AddressInfo;
  system = await System.start({ config: CONFIG, env: { SHELF: `http://127.0.0.1:${port}/` } });
}, 600_000);
afterAll(async () => {
  await system.stop();
  shelf.close();
});

it('an action of a plug-in that is ordered in chat runs once somebody else approves it, and its card says what came of it', async () => {
  const [ana, ben] = [new SandboxHand(system.baseUrl, 'ana'), new SandboxHand(system.baseUrl, 'ben')];
  const card = (what: RegExp) =>
    eventually(`the card says ${what.source}`, async () =>
      (await ben.sees('general')).find((one) => one.text.includes('RUN-1') && what.test(one.text)),
    );
  expect(await ana.types('run count bolts 3 times')).toMatch(
    /RUN-1.*shelf\.count.*waits until Ben approves/s,
  );
  const waiting = await card(/waits for approval/);
  expect(asked).toEqual([]);
  expect(await ana.types('approve RUN-1')).not.toMatch(/is approved/);
  expect(await ben.presses('Approve', waiting)).toMatch(/is approved/);
  const over = await card(/There are 42 of them\./);
  expect(over.id).toBe(waiting.id);
  expect(over.text).toMatch(/succeeded/);
  expect(asked).toEqual([{ key: 'default:run:RUN-1', body: { item: 'bolts', times: 3 } }]);

  const api = await system.api();
  const { body: run } = await api.request('GET', '/runs/RUN-1');
  expect(run).toMatchObject({
    status: 'succeeded',
    parameters: { item: 'bolts', times: 3 },
    result: { count: 42 },
    attempts: 1,
  });
  const { body: output } = await api.request('GET', '/runs/RUN-1/output');
  expect(JSON.stringify(output)).toContain('Counting bolts.');
  expect(JSON.stringify([run, output])).not.toContain('127.0.0.1');
});
