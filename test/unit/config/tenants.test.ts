import { describe, expect, it } from 'vitest';
import { allTenants, findTenant, tenantOf } from '../../../src/config/config.ts';
import { checkText } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { platforms } from './platforms.ts';

const MAIN = 'chat: {main: {platform: sandbox}}';
const ACME = 'chat: {acme: {platform: sandbox}}';

const env = { TOKEN: 'phone-1', COPY: 'phone-1', OTHER: 'phone-2' };
const check = (text: string) => checkText(text, 'muster.yaml', env, platforms);
const phone = (name: string, token: string): string =>
  `chat: {${name}: {platform: phone, botToken: "\${${token}}"}}`;
const problems = (text: string): string[] =>
  check(text).problems.map((problem) => formatProblem(problem, 'muster.yaml'));

describe('tenants', () => {
  it('have each everything of their own', () => {
    const { config } = check(`${MAIN}
people: {ana: {name: Ana, chat: {main: ana}}}
defaults: {severity: SEV-1}
tenants:
  acme:
    ${ACME}
    people: {ana: {name: Ana of Acme, chat: {acme: ana}}}
    redaction: {patterns: [{name: code, pattern: 'LC-\\d+'}]}
`);
    expect(allTenants(config!).map(({ tenant }) => tenant)).toEqual(['default', 'acme']);
    const acme = tenantOf(config!, 'acme');
    expect([...acme.chat.keys()]).toEqual(['acme']);
    expect(acme.people.get('ana')?.name).toBe('Ana of Acme');
    expect(acme.defaults.severity).toBe('SEV-3');
    expect(acme.redaction).toHaveLength(1);
    expect(config!.redaction).toEqual([]);
    expect(config!.people.get('ana')?.name).toBe('Ana');
  });

  it('that are not configured are nobody', () => {
    const { config } = check(MAIN);
    expect(findTenant(config!, 'acme')).toBeUndefined();
    expect(findTenant(config!, '__proto__')).toBeUndefined();
    expect(() => tenantOf(config!, 'acme')).toThrow('no tenant "acme"');
  });

  it('may have a bot each on one platform', () => {
    const text = `${phone('main', 'TOKEN')}\ntenants: {acme: {${phone('acme', 'OTHER')}}}`;
    expect(problems(text)).toEqual([]);
  });

  it.each([
    [
      'a reference to another tenant’s instance',
      `${MAIN}\ntenants: {acme: {${ACME}, notifications: {default: ['main/#all']}}}`,
      'muster.yaml:2:79 tenants.acme.notifications.default[0]: there is no provider instance "main"',
    ],
    [
      'a person of the file in a tenant’s team',
      `${MAIN}\npeople: {ben: {name: Ben}}\ntenants: {acme: {${ACME}, teams: {ops: {members: [ben]}}}}`,
      'tenants.acme.teams.ops.members[0]: there is no person "ben".',
    ],
    [
      'one name for two instances',
      `${MAIN}\ntenants: {acme: {${MAIN}}}`,
      'tenants.acme.chat.main: is also the name of an instance of the tenant default',
    ],
    ['the default tenant twice', `${MAIN}\ntenants: {default: {${ACME}}}`, 'choose another name'],
    ['a tenant without a chat', `${MAIN}\ntenants: {acme: {}}`, 'tenants.acme.chat: is missing.'],
    [
      'one bot for two of them, whatever the variable is called',
      `${phone('main', 'TOKEN')}\ntenants: {acme: {${phone('acme', 'COPY')}}}`,
      'tenants.acme.chat.acme.botToken: is also that of chat.main of the tenant default',
    ],
    [
      'a server of a tenant',
      `${MAIN}\ntenants: {acme: {${ACME}, server: {}}}`,
      'tenants.acme.server: unknown key.',
    ],
    [
      'a tenant that everybody may read',
      `${MAIN}\ntenants: {acme: {${ACME}, access: {anonymousReading: true}}}`,
      'tenants.acme.access.anonymousReading: can be true for the default tenant alone',
    ],
    [
      'a pattern that is none',
      `${MAIN}\ntenants: {acme: {${ACME}, redaction: {patterns: [{name: x, pattern: '('}]}}}`,
      'tenants.acme.redaction.patterns[0].pattern: ',
    ],
    [
      'a step that reaches nobody',
      `${MAIN}\ntenants: {acme: {${ACME}, people: {a: {name: A}}, escalation: {p: {steps: [{notify: ['person:a']}]}}}}`,
      'tenants.acme.escalation.p.steps[0].notify: nobody here can be reached',
    ],
  ])('with %s are refused at their place', (_what, text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});
