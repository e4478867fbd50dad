import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Listener } from '../../../../src/chat/listener.ts';
import type { Platform } from '../../../../src/chat/platform.ts';
import type { Provider } from '../../../../src/chat/provider.ts';
import type { InboundAdapter } from '../../../../src/chat/inbound.ts';
import {
  cannotBeUsed,
  changeBetween,
  createInstances,
  providerOf,
} from '../../../../src/wiring/instances/instances.ts';

/** A platform whose parts are nothing but themselves. */
const phone: Platform = {
  name: 'phone',
  settings: z.unknown(),
  createProvider: (settings, { instance }) => ({ settings, instance }) as unknown as Provider,
  createInbound: (settings) => ({ settings }) as unknown as InboundAdapter,
  createListener: (settings) =>
    (settings as { pull?: true }).pull ? ({ settings } as unknown as Listener) : undefined,
};
const chat = (settings: Record<string, unknown>) => ({
  tenant: 'default',
  chat: new Map(
    Object.entries(settings).map(([name, one]) => [name, { platform: 'phone', settings: one }] as const),
  ),
  tenants: new Map<string, never>(),
});
const build = (config: ReturnType<typeof chat>, before?: ReturnType<typeof createInstances>) =>
  createInstances(config, [phone], {}, before);

it('leaves an instance whose settings are the same the very same, listener and all', () => {
  const before = build(chat({ a: { token: '1', pull: true }, b: { token: '1' } }));
  const after = build(chat({ b: { token: '2' }, a: { token: '1', pull: true } }), before);
  expect(after.get('a')).toBe(before.get('a'));
  expect(after.get('b')).not.toBe(before.get('b'));
  expect(changeBetween(before, after)).toEqual({ built: [after.get('b')], gone: [before.get('b')] });
});

it('builds what is added and lets go what is removed', () => {
  const before = build(chat({ a: {}, b: {} }));
  const after = build(chat({ a: {}, c: {} }), before);
  expect(after.names()).toEqual(['a', 'c']);
  expect(changeBetween(before, after)).toEqual({ built: [after.get('c')], gone: [before.get('b')] });
});

it('builds an instance anew that moves to another platform', () => {
  const other = { ...phone, name: 'pager' };
  const before = build(chat({ a: {} }));
  const moved = { ...chat({}), chat: new Map([['a', { platform: 'pager', settings: {} }]]) };
  const after = createInstances(moved, [phone, other], {}, before);
  expect(after.get('a')).not.toBe(before.get('a'));
});

it('lends a tenant its own providers alone, and says nothing of the others', () => {
  const config = {
    ...chat({ ours: {} }),
    tenants: new Map([['acme', { ...chat({ theirs: {} }), tenant: 'acme' }]]),
  };
  const instances = createInstances(config, [phone], {});
  expect(providerOf(instances, 'acme', 'theirs')).toBe(instances.get('theirs').provider);
  expect(() => providerOf(instances, 'acme', 'ours')).toThrow(
    expect.objectContaining({
      code: 'provider_not_found',
      message: 'There is no provider instance "ours"; configured: theirs.',
    }) as Error,
  );
});

it('says once which instance cannot be used', () => {
  expect(cannotBeUsed('mail', new Error('chat.mail: the mail server failed'))).toBe(
    'chat.mail cannot be used: the mail server failed',
  );
  expect(cannotBeUsed('mail', new Error('no connection'))).toBe('chat.mail cannot be used: no connection');
});
