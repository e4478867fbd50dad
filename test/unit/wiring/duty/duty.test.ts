import pino from 'pino';
import { expect, it } from 'vitest';
import type { Link } from '../../../../src/access/link.ts';
import { checkText } from '../../../../src/config/load.ts';
import { createDuty, type Duty } from '../../../../src/wiring/duty/duty.ts';
import type { MadeOverride } from '../../../../src/mongo/override-store.ts';
import { platforms } from '../../config/platforms.ts';

const { config } = checkText(
  `
chat: {sandbox: {platform: sandbox}}
people: {ana: {name: Ana, chat: {sandbox: ana}}}
schedules: {payments: {layers: [{name: Weeks, people: [ana], from: 2026-01-05}]}}
`,
  'muster.yaml',
  {},
  platforms,
);

const override: MadeOverride = {
  id: '1',
  people: ['ana'],
  from: 1_000,
  until: 2_000,
  by: { id: 'ana', name: 'Ana' },
  madeAt: 0,
};
const link: Link = {
  instance: 'discord',
  user: 'D1',
  name: 'ana',
  person: { id: 'ana', name: 'Ana' },
  linkedAt: 0,
};

function duty(sources: { overrides?: () => Promise<MadeOverride[]>; links?: () => Promise<Link[]> }): Duty {
  return createDuty({
    config: () => config!,
    overrides: { of: sources.overrides ?? (() => Promise.resolve([])) },
    recognition: { linksOf: sources.links ?? (() => Promise.resolve([])) },
    log: pino({ level: 'silent' }),
  });
}

it('knows the schedules of the configuration in force, by tenant', () => {
  expect(duty({}).schedule('default', 'payments')?.layers).toHaveLength(1);
  expect(duty({}).schedule('default', 'search')).toBeUndefined();
  expect(duty({}).schedule('nobody', 'payments')).toBeUndefined();
});

it('goes by the overrides that it read last while the store is away or silent', async () => {
  let answer: () => Promise<MadeOverride[]> = () => Promise.resolve([override]);
  const { overrides } = duty({ overrides: () => answer() });
  await overrides('default', 'payments');
  answer = () => Promise.reject(new Error('connection refused'));
  expect(await overrides('default', 'payments')).toEqual([override]);
  answer = () => new Promise(() => undefined);
  expect(await overrides('default', 'payments')).toEqual([override]);
});

it('reaches people on linked accounts as well, without the store on those of the configuration', async () => {
  const own = { instance: 'sandbox', user: 'ana' };
  const linked = await duty({ links: () => Promise.resolve([link]) }).person('default', 'ana');
  expect(linked?.contacts).toEqual([own, { instance: 'discord', user: 'D1', linked: true }]);
  const alone = await duty({ links: () => Promise.reject(new Error('away')) }).person('default', 'ana');
  expect(alone?.contacts).toEqual([own]);
  expect(await duty({}).person('default', 'nobody')).toBeUndefined();
});
