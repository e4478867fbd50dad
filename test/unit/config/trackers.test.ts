import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { tenantOf } from '../../../src/config/config.ts';
import { ticketPlanFor, ticketRouteFor, ticketRoutes } from '../../../src/config/ticket-routes.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const env = { TOKEN: 'token-of-the-test' };
const TRACKERS = `
chat: {a: {platform: sandbox}}
trackers:
  hub: {tracker: github, token: '\${TOKEN}'}
  jira: {tracker: jira, url: 'https://jira.example/', email: a@b.example, token: '\${TOKEN}'}
`;
const check = (more: string) => checkText(TRACKERS + more, 'muster.yaml', env, PLATFORMS);
const problems = (more: string): string[] =>
  check(more).problems.map(({ line, path, message }) => `${line ?? 0} ${path} ${message}`);

describe('where action items become tickets', () => {
  it('is what the service says, else its team, else the defaults', () => {
    const { config } = check(`
teams: {pay: {tracker: jira/PAY}, ops: {}}
services: {checkout: {team: pay}, ledger: {team: pay, tracker: hub/acme/ledger}, mail: {team: ops}}
defaults: {tracker: hub/acme/operations}
`);
    const tenant = tenantOf(config!, 'default');
    const of = (about: object) => ticketRouteFor(tenant, about);
    expect(of({ service: 'checkout', team: 'pay' })).toEqual({ tracker: 'jira', place: 'PAY' });
    expect(of({ service: 'ledger', team: 'pay' })).toEqual({ tracker: 'hub', place: 'acme/ledger' });
    expect(of({ service: 'mail', team: 'ops' })).toEqual({ tracker: 'hub', place: 'acme/operations' });
    expect(of({ service: 'gone' })).toEqual({ tracker: 'hub', place: 'acme/operations' });
    expect(ticketRoutes(tenant)).toHaveLength(3);
    expect(tenant.actionItems).toEqual({ push: 'asked', private: 'text' });
    expect(tenant.trackers.get('jira')).toMatchObject({
      kind: 'jira',
      settings: { url: 'https://jira.example', deployment: 'cloud', issueType: 'Task' },
    });
  });

  it('is by itself at the severities of the service, else its team, else the defaults', () => {
    const { config } = check(`
teams: {pay: {tracker: jira/PAY, tickets: [SEV-1]}, ops: {}}
services: {checkout: {team: pay}, ledger: {team: pay, tickets: []}, mail: {team: ops}}
defaults: {tracker: hub/acme/operations, tickets: [SEV-1, SEV-2]}
`);
    const tenant = tenantOf(config!, 'default');
    const of = (service: string, isPrivate = false) =>
      ticketPlanFor(tenant, { service, private: isPrivate })?.severities;
    expect(['checkout', 'ledger', 'mail'].map((service) => of(service))).toEqual([
      ['SEV-1'],
      undefined,
      ['SEV-1', 'SEV-2'],
    ]);
    expect(of('checkout', true)).toBeUndefined();
    const told = { ...tenant, tickets: { ...tenant.tickets, private: 'incident' as const } };
    expect(ticketPlanFor(told, { service: 'checkout', private: true })).toMatchObject({ place: 'PAY' });
  });

  it.each([
    [
      'teams:\n  pay:\n    tracker: jra/PAY\n',
      '8 teams.pay.tracker there is no tracker "jra". Did you mean jira?',
    ],
    [
      'services:\n  x:\n    tracker: hub/PAY\n',
      '8 services.x.tracker "PAY" is no repository of github: write it as in hub/acme/payments.',
    ],
    [
      'defaults:\n  tracker: jira/acme/x\n',
      '7 defaults.tracker "acme/x" is no project of jira: write it as in jira/PAY.',
    ],
    ['defaults:\n  tracker: hub/acme/..\n', '7 defaults.tracker "acme/.." is no repository of github'],
    ['defaults:\n  tracker: PAY\n', '7 defaults.tracker must be <tracker>/<repository or project>'],
    ['actionItems:\n  push: closed\n', '7 actionItems.push nothing says where tickets are made'],
    ['actionItems:\n  push: always\n', '7 actionItems.push'],
    ['defaults:\n  tickets: [SEV-1]\n', '7 defaults.tickets nothing says where tickets are made'],
  ])('%s is refused with line and reason', (text, message) => {
    expect(problems(text)).toEqual([expect.stringContaining(message) as string]);
  });

  it('refuses a token that stands in the file, unknown kinds and unknown settings', () => {
    const wrong = checkText(
      `chat: {a: {platform: sandbox}}
trackers:
  hub:
    tracker: github
    token: abc
  bug:
    tracker: bugzilla
  j:
    tracker: jira
    url: https://jira.example
    token: \${TOKEN}
    lables: [x]
`,
      'muster.yaml',
      env,
      PLATFORMS,
    ).problems.map(({ line, path, message }) => `${line ?? 0} ${path} ${message}`);
    expect(wrong).toEqual([
      expect.stringContaining('5 trackers.hub.token a secret must not stand in the file') as string,
      expect.stringMatching(/^7 trackers\.bug\.tracker .*github.*jira/) as string,
      expect.stringContaining('12 trackers.j.lables unknown key. Did you mean labels?') as string,
    ]);
  });
});
