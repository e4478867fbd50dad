import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { declaring } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

const QUOTED = {
  text: 'checkout fails, password=hunter2',
  author: { id: 'ben', name: 'Ben' },
  link: 'https://chat.example/archives/C1/p1',
  files: [{ name: 'trace.txt', link: 'https://files.example/trace.txt' }],
};

test('the message that an incident is made of is its first note, without secrets', async () => {
  const incident = await declare({ quoted: QUOTED });
  const [noted] = incident.timeline('noted');
  expect(noted).toMatchObject({
    sequence: 2,
    by: { id: 'dora' },
    text: '',
    quoted: { author: { id: 'ben' } },
  });
  expect(JSON.stringify(incident.timeline('noted'))).not.toContain('hunter2');
  expect(JSON.stringify(await incident.view())).not.toContain('hunter2');
});

test('a quotation that comes past the server is held to its limits', async () => {
  const incident = await declare();
  const quoted = { ...QUOTED, link: 'javascript:alert(1)', files: [{ link: 'x' }, 17, null] };
  await incident.handle.signal('note', { quoted });
  await incident.settled();
  const [noted] = incident.timeline('noted');
  expect(noted).toMatchObject({ text: '', quoted: { author: { name: 'Ben' } } });
  expect(JSON.stringify(noted)).not.toMatch(/javascript|hunter2|files/);
});

test('a status update is told in the channel, not only in the thread', async () => {
  const incident = await declare({ policy: { steps: [['ana', '5m']] } });
  await incident.handle.signal('update', {
    text: 'a fix is being rolled out',
    by: { id: 'ana', name: 'Ana' },
  });
  await incident.settled();
  const loud = incident.activities
    .done({ activity: 'deliver', target: 'main/#critical' })
    .map(({ input }) => input as Delivery)
    .filter(({ alsoInChannel }) => alsoInChannel);
  expect(loud.map(({ message }) => message.summary)).toEqual([
    expect.stringContaining(': Ana posted a status update: a fix is being rolled out ('),
  ]);
  expect((await incident.view()).incident.update).toMatchObject({ note: 'a fix is being rolled out' });
});
