import { expect, it } from 'vitest';
import { Office } from './office.ts';

it('lists whom a policy would page and no page could reach, to who may see people', async () => {
  const office = await Office.open();
  try {
    const ask = (token: string): Promise<Response> =>
      fetch(`${office.base}/api/v1/unreachable`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await ask(office.token('viewer'))).json()).toEqual({ people: [] });
    const { people, escalation } = office.config;
    const cy = { kind: 'person', person: { id: 'cy', name: 'Cy' }, contacts: [] } as const;
    office.config = {
      ...office.config,
      people: new Map([...people, ['cy', { id: 'cy', name: 'Cy', roles: ['responder'], chat: {} }]]),
      escalation: new Map([
        ...escalation,
        ['late', { name: 'late', repeat: 0, steps: [{ targets: [cy], delayMs: 1_000 }] }],
      ]),
    };
    expect(await (await ask(office.token('viewer'))).json()).toEqual({
      people: [{ id: 'cy', name: 'Cy', namedBy: ['escalation.late.steps[0]'] }],
    });
    expect((await fetch(`${office.base}/api/v1/unreachable`)).status).toBe(401);
  } finally {
    await office.close();
  }
});
