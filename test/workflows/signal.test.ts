import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

test('a bare signal without an argument does what its name says', async () => {
  const incident = await declare({ policy: { steps: [['ana', '5m']] } });
  for (const name of ['ack', 'leave', 'join', 'mitigate', 'resolve', 'reopen', 'resolve', 'close']) {
    // The test server knows no more of an activity that is cancelled just as it ends; the page does so.
    await incident.settled();
    await incident.handle.signal(name);
  }
  await incident.handle.result();
  expect(incident.timeline('command_ignored')).toEqual([]);
  expect(incident.timeline('acknowledged')[0]!.by.name).toBe('Temporal operator');
  expect(incident.timeline('closed')).toHaveLength(1);
});

test.each([
  ['note', 'restarted the database', 'noted'],
  ['update', 'a fix is being rolled out', 'update_posted'],
  ['title', 'Database is down', 'title_changed'],
  ['severity', 'sev3', 'severity_changed'],
  ['assign', 'ben', 'assigned'],
  ['resolve', 'fixed by the restart', 'resolved'],
] as const)('the signal %s takes a plain string', async (name, argument, event) => {
  const incident = await declare();
  await incident.handle.signal(name, argument);
  await incident.settled();
  expect(JSON.stringify(incident.timeline(event))).toContain(argument === 'sev3' ? 'SEV-3' : argument);
});

test.each([
  ['note', 'no argument', []],
  ['note', 'a quotation of nothing', [{ text: '', quoted: { files: [{}, 'x'] } }]],
  ['update', 'no argument', []],
  ['note', 'an object for a text', [{ text: { deep: [1] } }]],
  ['note', 'too long a text', [{ text: 'x'.repeat(3_001) }]],
  ['resolve', 'too long a note', [{ note: 'x'.repeat(3_001) }]],
  ['severity', 'a word that is none', ['enormous']],
  ['severity', 'a number', [17]],
  ['title', 'an empty title', [{ title: '' }]],
  ['title', 'too long a title', ['x'.repeat(500)]],
  ['assign', 'a list', [[]]],
  ['assign', 'a person without id', [{ person: { name: 'nobody' } }]],
  ['reopen', 'nothing to reopen', []],
  ['explode', 'an unknown name', [{ now: true }]],
  ['__proto__', 'a name of JavaScript', ['x']],
  ['constructor', 'a name of JavaScript', []],
] as const)('the signal %s with %s is noted as ignored and fails nothing', async (name, _, argument) => {
  const incident = await declare();
  await incident.handle.signal(name, ...argument);
  await incident.settled();
  expect(incident.timeline('command_ignored')).toHaveLength(1);
  const { incident: after } = await incident.view();
  expect(after).toMatchObject({ status: 'open', severity: 'SEV-1', title: 'Checkout returns 500s' });
});

test('a secret that is sent past the server is redacted before anybody reads it', async () => {
  const incident = await declare({
    title: 'Login fails, password=hunter2',
    redaction: [{ name: 'staff-number', source: 'E-\\d{6}', ignoreCase: true }],
  });
  await incident.handle.signal('note', 'with password=hunter2 of e-123456 it works');
  await incident.handle.signal('title', { title: 'Login of E-123456 fails' });
  await incident.handle.signal('mitigate', {
    note: 'password=hunter2 changed',
    by: { id: 'E-1', name: 'E-123456' },
  });
  await incident.settled();
  const { calls } = incident.activities;
  const seen = JSON.stringify([calls, await incident.view(), await incident.currentDetails()]);
  expect(seen).not.toMatch(/hunter2|e-123456/i);
  expect(incident.timeline('noted')).toMatchObject([
    { text: 'with password=[redacted: password] of [redacted: staff-number] it works' },
  ]);
  expect(incident.timeline('declared')).toMatchObject([
    { title: 'Login fails, password=[redacted: password]' },
  ]);
  expect(incident.timeline('mitigated')).toMatchObject([
    { by: { id: 'E-1', name: '[redacted: staff-number]' } },
  ]);
});

test('who sends a signal, its delivery and where to confirm may be garbage', async () => {
  const incident = await declare();
  await incident.handle.signal('note', {
    text: 'still here',
    by: { id: 7 },
    deliveryId: { a: 1 },
    confirmTo: 'somewhere',
  });
  await incident.settled();
  expect(incident.timeline('noted')).toMatchObject([
    { text: 'still here', by: { name: 'Temporal operator' } },
  ]);
  expect(incident.confirmations()).toEqual([]);
});

test('an argument in an encoding that nobody here reads stops nothing', async () => {
  const incident = await declare();
  const { workflowId } = incident.handle;
  const { connection, namespace = 'default' } = temporal.env;
  for (const encoding of ['json/protobuf', 'binary/unknown', 'json/plain']) {
    await connection.workflowService.signalWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
      signalName: 'ack',
      input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from('{oh no') }] },
    });
  }
  await incident.settled();
  expect((await incident.view()).incident.status).toBe('open');
  expect(incident.timeline('command_ignored')).toHaveLength(3);
  await incident.ack('ana');
});

test('an ignored signal changes no card and tells nobody', async () => {
  const incident = await declare();
  const before = incident.activities.find({ target: 'main/#critical' }).length;
  await incident.handle.signal('explode');
  await incident.settled();
  expect(incident.activities.find({ target: 'main/#critical' })).toHaveLength(before);
});
