import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { planFor } from '../../../src/config/plan.ts';
import { ConfigError, formatProblem } from '../../../src/config/problem.ts';
import { slaDue } from '../../../src/escalation/sla.ts';
import { platforms } from './platforms.ts';

const CHAT = 'chat: {main: {platform: sandbox}}\n';
const HOUR = 3_600_000;

function config(text: string) {
  const checked = checkText(CHAT + text, 'muster.yaml', {}, platforms);
  if (!checked.config) throw new ConfigError('muster.yaml', checked.problems);
  return checked.config;
}
const problems = (text: string): string[] =>
  checkText(CHAT + text, 'muster.yaml', {}, platforms).problems.map((one) =>
    formatProblem(one, 'muster.yaml'),
  );

const LAYERS = `
defaults: {timeZone: Europe/Berlin}
businessHours: {office: {open: [Mon-Fri 09:00-17:00]}, late: {open: [Mon-Fri 12:00-20:00]}}
sla:
  warnAt: [0.8, 0.5]
  maxHold: 2d
  calendar: office
  SEV-1: {acknowledge: 5m, resolve: 4h, calendar: always}
  SEV-2: {acknowledge: 1h, resolve: 8h}
teams:
  payments:
    sla: {SEV-2: {resolve: 6h, mitigate: 2h}, maxHold: none, tell: {warning: [commander]}}
services:
  checkout: {team: payments, sla: {warnAt: 0.9, SEV-2: {resolve: 5h, calendar: late}}}
  ledger: {team: payments}
  search: {sla: {SEV-1: {acknowledge: none, updateEvery: 30m}}}
`;

describe('SLA targets', () => {
  const layered = config(LAYERS);
  const policy = (service?: string) => planFor(layered, { service }).plan.sla;

  it('are those of the section where neither service nor team has some', () => {
    expect(policy()).toEqual({
      warnAt: [0.5, 0.8],
      tell: { warning: ['channel', 'commander'], breach: ['channel', 'commander'] },
      maxHoldMs: 48 * HOUR,
      targets: {
        'SEV-1': { acknowledgeMs: 300_000, resolveMs: 4 * HOUR },
        'SEV-2': { acknowledgeMs: HOUR, resolveMs: 8 * HOUR, calendar: 'office' },
        'SEV-3': { calendar: 'office' },
        'SEV-4': { calendar: 'office' },
      },
    });
  });

  it('are those of the team, setting by setting', () => {
    const { targets, tell, maxHoldMs, warnAt } = policy('ledger');
    expect(targets['SEV-2']).toEqual({
      acknowledgeMs: HOUR,
      mitigateMs: 2 * HOUR,
      resolveMs: 6 * HOUR,
      calendar: 'office',
    });
    expect(tell).toEqual({ warning: ['commander'], breach: ['channel', 'commander'] });
    expect(maxHoldMs).toBeUndefined();
    expect(warnAt).toEqual([0.5, 0.8]);
  });

  it('are those of the service before those of its team', () => {
    const { targets, warnAt, tell } = policy('checkout');
    expect(targets['SEV-2']).toMatchObject({ resolveMs: 5 * HOUR, mitigateMs: 2 * HOUR, calendar: 'late' });
    expect(warnAt).toBe(0.9);
    expect(tell?.warning).toEqual(['commander']);
    expect(policy('search').targets['SEV-1']).toEqual({ resolveMs: 4 * HOUR, updateEveryMs: 1_800_000 });
  });

  it('of a team that is named besides the service are those of that team', () => {
    const { plan } = planFor(layered, { service: 'search', team: 'payments' });
    expect(plan.sla.targets['SEV-2'].resolveMs).toBe(6 * HOUR);
  });

  it('are frozen with the hours that count', () => {
    // Friday at noon in Berlin.
    const at = Date.parse('2026-11-20T11:00Z');
    const { sla } = planFor(layered, {}, undefined, at).plan;
    expect(Object.keys(sla.calendars ?? {})).toEqual(['office']);
    const resolve = slaDue(sla, 'resolve', 'SEV-2', at);
    expect(new Date(resolve?.dueAt ?? 0).toISOString()).toBe('2026-11-23T11:00:00.000Z');
    expect(slaDue(sla, 'resolve', 'SEV-1', at)?.dueAt).toBe(at + 4 * HOUR);
    expect(planFor(layered, { service: 'checkout' }, undefined, at).plan.sla.calendars).toHaveProperty(
      'late',
    );
  });

  it('of each tenant are its own', () => {
    const { tenants } = config(`sla: {SEV-1: {resolve: 1h}}
tenants: {acme: {chat: {other: {platform: sandbox}}, sla: {SEV-1: {resolve: 2h}}}}`);
    expect(tenants.get('acme')?.sla.targets['SEV-1']).toEqual({ resolveMs: 2 * HOUR });
  });
});

describe('policies that SLA targets page', () => {
  const paging = config(`
people: {ana: {name: Ana, chat: {main: a}}, ben: {name: Ben, chat: {main: b}}}
escalation:
  first: {steps: [{notify: [person:ana], wait: 5m}], then: later}
  later: {steps: [{notify: [person:ben], wait: 5m}]}
sla: {tell: {breach: [channel, {policy: first}, {policy: later, step: 1}]}}
teams: {quiet: {sla: {tell: {breach: [channel]}}}, early: {sla: {tell: {warning: [{policy: later}]}}}}
`);
  const plan = (team?: string) => planFor(paging, { team }).plan;

  it('are frozen with their own steps alone', () => {
    const { sla, slaPolicies } = plan();
    expect(sla.tell?.breach).toEqual(['channel']);
    expect(sla.pages).toEqual({ breach: [{ policy: 'first' }, { policy: 'later', step: 0 }] });
    expect(Object.keys(slaPolicies ?? {})).toEqual(['first', 'later']);
    expect(slaPolicies?.first?.policy.steps).toHaveLength(1);
    expect(slaPolicies?.first?.version).toMatch(/^[0-9a-f]{8}$/);
  });

  it('are those of the narrowest section that says whom to tell', () => {
    expect(plan('quiet').sla.pages).toBeUndefined();
    expect(plan('quiet').slaPolicies).toBeUndefined();
    expect(plan('early').sla.pages).toEqual({
      warning: [{ policy: 'later' }],
      breach: [{ policy: 'first' }, { policy: 'later', step: 0 }],
    });
    expect(plan('early').sla.tell?.warning).toEqual([]);
  });
});

describe('wrong SLA settings', () => {
  it.each([
    [
      'sla: {tell: {breach: [channel, {policy: mangers}]}}\nescalation: {managers: {steps: [{notify: ["channel:main/#ops"], wait: 5m}]}}',
      ['muster.yaml:2:41 sla.tell.breach[1].policy: there is no policy "mangers". Did you mean managers?'],
    ],
    [
      'teams: {t: {sla: {tell: {warning: [{policy: managers, step: 2}]}}}}\nescalation: {managers: {steps: [{notify: ["channel:main/#ops"], wait: 5m}]}}',
      [
        'muster.yaml:2:61 teams.t.sla.tell.warning[0].step: the escalation policy "managers" has 1 step of its own: there is no step 2.',
      ],
    ],
    [
      'sla: {calendar: offce}\nbusinessHours: {office: {open: [Mon-Fri 09:00-17:00]}}',
      ['muster.yaml:2:17 sla.calendar: there are no business hours "offce". Did you mean office?'],
    ],
    [
      'services: {a: {sla: {SEV-1: {calendar: x}}}}',
      ['muster.yaml:2:40 services.a.sla.SEV-1.calendar: there are no business hours "x". There is none.'],
    ],
    [
      'sla: {warnAt: [0.5, 1.5, 0]}',
      [
        'muster.yaml:2:21 sla.warnAt[1]: must be above 0 and at most 1, such as 0.8.',
        'muster.yaml:2:26 sla.warnAt[2]: must be above 0 and at most 1, such as 0.8.',
      ],
    ],
    ['sla: {warnAt: []}', ['muster.yaml:2:15 sla.warnAt: must name at least one part.']],
    [
      'sla: {warnAt: [0.5, 0.8, 0.5]}',
      ['muster.yaml:2:15 sla.warnAt: names 0.5 twice: each warning is sent once.'],
    ],
    [
      'sla: {SEV-1: {mitigate: 2h, resolve: 1h}}',
      [
        'muster.yaml:2:25 sla.SEV-1.mitigate: is longer than the time to resolve: it must be at most as long.',
      ],
    ],
    [
      'sla: {SEV-1: {acknowledge: 1h, resolve: 2h}}\nteams: {t: {sla: {SEV-1: {resolve: 30m}}}}',
      [
        'muster.yaml:3:36 teams.t.sla.SEV-1.resolve: is shorter than the time to acknowledge: it must be at least as long.',
      ],
    ],
    [
      'sla: {SEV-1: {acknowledge: 1h, resolve: 2h}}\nteams: {t: {sla: {SEV-1: {resolve: 90m}}}}\nservices: {s: {team: t, sla: {SEV-1: {acknowledge: 100m}}}}',
      [
        'muster.yaml:4:52 services.s.sla.SEV-1.acknowledge: is longer than the time to resolve: it must be at most as long.',
      ],
    ],
    [
      'sla: {SEV-1: {resolve: soon}, maxHold: 5}',
      [
        'muster.yaml:2:24 sla.SEV-1.resolve: "soon" is no duration: write 5m, 90s, 1h30m or 2d.',
        'muster.yaml:2:40 sla.maxHold: must be a duration such as 5m, 90s or 1h30m, or none.',
      ],
    ],
    [
      'sla: {tell: {breach: [everybody]}}',
      [
        'muster.yaml:2:23 sla.tell.breach[0]: must be channel, commander, or { policy: <key under escalation> }.',
      ],
    ],
    [
      'businessHours: {always: {open: [Mon-Fri 09:00-17:00]}}',
      ['muster.yaml:2:25 businessHours.always: is the word for all hours: choose another key.'],
    ],
    ['figures: {night: 22:00-25:00}', ['muster.yaml:2:18 figures.night: there is no time of day 25:00.']],
    ['figures: {night: nights}', ['muster.yaml:2:18 figures.night: write hours such as 22:00-07:00.']],
    [
      'people: {ana: {name: Ana, timeZone: Mars}}',
      [
        'muster.yaml:2:37 people.ana.timeZone: there is no time zone "Mars": write an IANA name such as Europe/Madrid.',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});
