import { expect, it } from 'vitest';
import { readDelivery } from '../../../src/operator/read-delivery.ts';

const options = { config: 'muster.example.yaml', header: [] };

it('shows what an integration reads out of a body, without its secrets', async () => {
  const body = Buffer.from(JSON.stringify({ text: 'down' }));
  expect(await readDelivery('prometheus', body, options, 0)).toMatchObject({ kind: 'unparsed' });
});

it('says where integrations stand when there is none of that name', async () => {
  await expect(readDelivery('nobody', Buffer.from('{}'), options, 0)).rejects.toThrow('integrations');
});

it('takes headers as they are written', async () => {
  const header = ['Content-Type: application/json', 'oops'];
  const read = readDelivery('prometheus', Buffer.from('{}'), { ...options, header }, 0);
  await expect(read).rejects.toThrow('oops is no header');
});

it('shows what a mapping makes of a body', async () => {
  const body = Buffer.from(JSON.stringify({ team: 'web', checks: [{ id: 7, name: 'shop', state: 'DOWN' }] }));
  expect(await readDelivery('checks', body, options, 0)).toMatchObject({
    alerts: [{ key: 'web/7', status: 'firing', title: 'shop is down', labels: { team: 'web' } }],
  });
});
