import { expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const env = { PROM: 'a-secret-of-the-test-012345678', NEXT: 'another-secret-of-the-test-0123', SHORT: 'abc' };
const check = (yaml: string) =>
  checkText(`chat: {a: {platform: sandbox}}\n${yaml}`, 'muster.yaml', env, PLATFORMS);
const problems = (yaml: string): string[] =>
  check(yaml).problems.map(({ line, path, message }) => `${line ?? 0} ${path} ${message}`);

it('an integration has a source, the secrets of its address and a greatest body', () => {
  const { config } = check(
    "integrations:\n  prom: {source: alertmanager, secret: '${NEXT}', previousSecret: '${PROM}', bodyLimit: 1mb}\n",
  );
  expect(config?.integrations.get('prom')).toEqual({
    id: 'prom',
    source: 'alertmanager',
    secret: env.NEXT,
    previousSecret: env.PROM,
    bodyLimitBytes: 1_048_576,
    rate: { count: 60_000, perMs: 60_000 },
    quietAfterMs: 3 * 86_400_000,
    settings: {},
  });
});

it.each([
  ["  prom: {source: alertmanger, secret: '${PROM}'}", /^3 integrations\.prom\.source .*alertmanager/],
  ['  prom: {source: alertmanager}', /^3 integrations\.prom\.secret /],
  ["  prom: {source: alertmanager, secret: '${SHORT}'}", /^3 integrations\.prom\.secret must be 24 to 200 /],
  [
    '  prom: {source: alertmanager, secret: in-the-file-0123456789-0123}',
    /^3 integrations\.prom\.secret a secret must not stand in the file/,
  ],
  [
    "  prom: {source: alertmanager, secret: '${PROM}', sekret: 1}",
    /^3 integrations\.prom\.sekret unknown key/,
  ],
  ["  code: {source: github, secret: '${PROM}'}", /^3 integrations\.code\.signingSecret /],
  [
    "  code: {source: github, secret: '${PROM}', signingSecret: '${SHORT}'}",
    /^3 integrations\.code\.signingSecret must have at least 16 characters/,
  ],
  [
    "  code: {source: github, secret: '${PROM}', signingSecret: '${NEXT}', redelivery: {of: [acme]}}",
    /^3 integrations\.code\.redelivery\.token is needed, with `of`; or `app` instead/,
  ],
  [
    "  code: {source: github, secret: '${PROM}', signingSecret: '${NEXT}', redelivery: {token: '${SHORT}'}}",
    /^3 integrations\.code\.redelivery\.of names no repository/,
  ],
  [
    "  code: {source: github, secret: '${PROM}', signingSecret: '${NEXT}', redelivery: {token: '${SHORT}', of: ['a/b/c']}}",
    /^3 integrations\.code\.redelivery\.of.* must be a repository such as acme\/payments/,
  ],
  [
    "  code: {source: gitlab, secret: '${PROM}'}",
    /^3 integrations\.code\.signingToken must be set, .* set secretToken/,
  ],
  [
    "  code: {source: gitlab, secret: '${PROM}', signingToken: '${NEXT}'}",
    /^3 integrations\.code\.signingToken must be whsec_ /,
  ],
  ["  Prom: {source: alertmanager, secret: '${PROM}'}", /^3 integrations\.Prom /],
  [
    "  prom: {source: alertmanager, secret: '${PROM}'}\ntenants:\n  acme:\n    chat: {b: {platform: sandbox}}\n    integrations:\n      prom: {source: alertmanager, secret: '${NEXT}'}",
    /^8 tenants\.acme\.integrations\.prom is also the name of an integration of the tenant default/,
  ],
])('%s is refused with line and reason', (yaml, message) => {
  expect(problems(`integrations:\n${yaml}\n`)).toEqual([expect.stringMatching(message) as string]);
});
