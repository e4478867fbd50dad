import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { INTEGRATION_SECRET, InboxSystem, notification } from '../harness/inbox-system.ts';

describe('a delivery of an integration', () => {
  let inbox: InboxSystem;
  beforeAll(async () => {
    inbox = await InboxSystem.start();
    // The first one finds everything cold; the same bytes count as the same for some seconds.
    await inbox.send(notification('c01d'));
    await inbox.workedOff(1);
  });
  afterAll(() => inbox.stop());

  it('is stored, read once and kept as it came; one that comes again is seen to be the same', async () => {
    const body = notification('7e5a');
    expect((await inbox.send(body)).status).toBe(202);
    const [, line] = await inbox.workedOff(2);
    expect(line).toMatchObject({ number: 2, state: 'processed', bodyBytes: Buffer.byteLength(body) });
    const { inbox: store } = await inbox.stores();
    const kept = await store.find({ tenant: 'default', integration: 'alerts' }, line!.key);
    expect(kept).toMatchObject({ by: 'address', brought: { alerts: 1, changes: 0, tickets: 0 } });
    expect(new TextDecoder().decode(kept!.body)).toBe(body);

    expect((await inbox.send(body)).status).toBe(202);
    const [, , again] = await inbox.workedOff(3);
    expect(again).toMatchObject({ number: 3, state: 'duplicate', key: line!.key });
    expect((await inbox.send('{"version":"5"}')).status).toBe(202);
    expect((await inbox.workedOff(4))[3]).toMatchObject({ state: 'unparsed' });
    await eventually('all are counted', async () => {
      const counts = { processed: 2, duplicate: 1, unparsed: 1 };
      expect(await inbox.standing()).toMatchObject({ total: 4, counts });
      return true;
    });
  });

  it('is refused where the address is another, without telling more, and its secret is in no log', async () => {
    const { baseUrl } = inbox.system;
    const at = async (path: string) => {
      const response = await fetch(`${baseUrl}${path}`, { method: 'POST', body: '{}' });
      return [response.status, await response.text()];
    };
    const unknown = await at(`/in/nothing/${INTEGRATION_SECRET}`);
    expect(unknown[0]).toBe(404);
    expect(await at('/in/alerts/another-secret-of-some-length')).toEqual(unknown);
    expect(inbox.system.server?.output).not.toContain(INTEGRATION_SECRET);
  });
});
