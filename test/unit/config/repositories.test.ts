import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const env = { SECRET: 'a-secret-of-twenty-four-characters' };
const check = (service: string) =>
  checkText(
    `chat: { sandbox: { platform: sandbox } }
integrations:
  github: { source: github, secret: '\${SECRET}', signingSecret: '\${SECRET}' }
  prometheus: { source: alertmanager, secret: '\${SECRET}' }
services:
  checkout:
${service}`,
    'muster.yaml',
    env,
    PLATFORMS,
  );

describe('repositories of a service', () => {
  it('are by integration, whole or a folder, with the branches that count', () => {
    const { config } = check(
      "    repositories: [github/acme/checkout, 'github/acme/mono:payments/']\n    branches: [main, release/*]\n    environments: [production]",
    );
    expect(config?.services.get('checkout')).toMatchObject({
      repositories: [
        { integration: 'github', repository: 'acme/checkout' },
        { integration: 'github', repository: 'acme/mono', folder: 'payments' },
      ],
      branches: ['main', 'release/*'],
      environments: ['production'],
    });
    expect(check('    name: Checkout').config?.services.get('checkout')).toMatchObject({ repositories: [] });
  });

  it.each([
    ['gihub/acme/checkout', 'there is no integration "gihub". Did you mean'],
    ['prometheus/acme/checkout', 'which tells of no repositories'],
    ['checkout', 'must be <integration>/<repository>'],
  ])('%s is refused with where it stands', (repository, message) => {
    const { config, problems } = check(`    repositories: [github/acme/a, ${repository}]`);
    expect(config).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: 'services.checkout.repositories[1]', line: 7 });
    expect(problems[0]?.message).toContain(message);
  });
});
