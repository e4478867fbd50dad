import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { planFor } from '../../../src/config/plan.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { platforms } from './platforms.ts';

const HEAD = `chat: {main: {platform: sandbox}}
people: {ana: {name: Ana, roles: [admin], chat: {main: ana}}, ben: {name: Ben, chat: {main: ben}}}
businessHours: {office: {open: [Mon-Fri 09:00-17:00]}}
escalation:
`;
const check = (escalation: string) => checkText(HEAD + escalation, 'muster.yaml', {}, platforms);
const problems = (escalation: string): string[] =>
  check(escalation).problems.map((problem) => formatProblem(problem, 'muster.yaml'));

describe('policies that follow one another', () => {
  it('have the steps of all, with where each begins', () => {
    const { config } = check(`
  first: {steps: [{notify: [person:ana]}, {notify: [person:ben]}], repeat: 1, repeatFrom: 2, then: second, ackTimeout: 9m}
  second: {steps: [{notify: [person:ben]}], repeat: 3, then: third}
  third: {steps: [{notify: [channel:main/#ops]}, {notify: [person:ana]}], repeat: 2, repeatFrom: 2}`);
    expect(config?.escalation.get('first')).toMatchObject({
      name: 'first',
      steps: { length: 5 },
      repeat: 1,
      repeatFrom: 1,
      ackTimeoutMs: 540_000,
      then: [
        { name: 'second', from: 2, repeat: 3 },
        { name: 'third', from: 3, repeat: 2, repeatFrom: 4 },
      ],
    });
    expect(config?.escalation.get('third')).not.toHaveProperty('then');
  });

  it.each([
    ['a: {steps: [{notify: [person:ana]}], then: a}', 'muster.yaml:5:46', 'a → a'],
    [
      'a: {steps: [{notify: [person:ana]}], then: b}\n  b: {steps: [{notify: [person:ana]}], then: c}\n  c: {steps: [{notify: [person:ana]}], then: b}',
      'muster.yaml:6:46',
      'b → c → b',
    ],
  ])('must end: %s', (escalation, place, circle) => {
    const found = problems(`  ${escalation}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${place} escalation.`);
    expect(found[0]).toContain(`these come round: ${circle}.`);
  });
});

describe('what a policy refuses', () => {
  it.each([
    ['{steps: [{notify: [person:ana]}], then: nobody}', 'there is no policy "nobody"'],
    ['{steps: [{notify: [person:ana]}], repeat: 1, repeatFrom: 2}', 'there is no step 2: the last one is 1'],
    ['{steps: [{notify: [person:ana]}], repeatFrom: 1}', 'has no effect, because `repeat` is 0'],
    ['{steps: [{notify: [person:ana], when: {}}]}', 'names no condition'],
    ['{steps: [{notify: [person:ana], when: {severity: []}}]}', 'must name a severity'],
    [
      '{steps: [{notify: [person:ana], when: {hours: outside:offices}}]}',
      'there are no business hours "offices". Did you mean office?',
    ],
    ['{steps: [{notify: [person:ana], when: {labels: {"a b": c}}}]}', 'a label is named with letters'],
  ])('%s', (policy, message) => {
    const found = problems(`  p: ${policy}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).toContain('muster.yaml:5:');
  });
});

describe('urgency', () => {
  const section = 'urgency: {workingHours: office, atMost: 16h, low: [SEV-4]}';
  const policy = '  p: {steps: [{notify: [person:ana], urgency: high}], workingHours: office}';
  const services = 'services: {a: {urgency: low}, b: {urgency: {SEV-1: low, SEV-4: high}}, c: {}}';

  it('is that of the service, else that of the severity', () => {
    const { config } = check(`${policy}\n${section}\n${services}`);
    const of = (service?: string) =>
      Object.values(planFor(config!, { service }).plan.urgency!.bySeverity).join();
    expect(config?.urgency?.waiting).toEqual({ hours: 'office', atMostMs: 57_600_000 });
    expect([of(), of('a'), of('b'), of('c')]).toEqual([
      'high,high,high,low',
      'low,low,low,low',
      'low,high,high,high',
      'high,high,high,low',
    ]);
    expect(config?.escalation.get('p')).toMatchObject({
      workingHours: 'office',
      steps: [{ urgency: 'high' }],
    });
  });

  it('is nowhere in a plan without the section', () => {
    expect(planFor(check(policy).config!, {}).plan).not.toHaveProperty('urgency');
  });

  it.each([
    [`${policy}\nservices: {a: {urgency: low}}`, 'services.a.urgency: needs the section `urgency`'],
    [`${policy}\nservices: {a: {urgency: {SEV-2: low}}}`, 'services.a.urgency.SEV-2: needs the section'],
    [
      `  p: {steps: [{notify: [person:ana], urgency: low}]}`,
      'escalation.p.steps[0].urgency: needs the section',
    ],
    [`${policy}\nurgency: {workingHours: home, atMost: 16h}`, 'there are no business hours "home"'],
    [`${policy}\nurgency: {workingHours: office, atMost: 8d}`, 'must be at most 7d'],
    [`${policy}\nurgency: {workingHours: office}`, 'urgency.atMost'],
    ['  p: {steps: [{notify: [person:ana]}], ackReminder: 5m}', 'has no effect without `ackTimeout`'],
    [
      '  p: {steps: [{notify: [person:ana]}], ackTimeout: 5m, ackReminder: 5m}',
      'must be shorter than `ackTimeout`',
    ],
  ])('refuses %j', (text, message) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it('reminds by default when a quarter of the time is left, and not at all when it is told so', () => {
    const { config } = check(
      `  p: {steps: [{notify: [person:ana]}], ackTimeout: 20m}\n  q: {steps: [{notify: [person:ana]}], ackTimeout: 20m, ackReminder: false}`,
    );
    expect(config?.escalation.get('p')).toMatchObject({ ackReminderMs: 300_000 });
    expect(config?.escalation.get('q')).not.toHaveProperty('ackReminderMs');
  });
});

describe('the conditions of a step', () => {
  it('are read', () => {
    const { config } = check(
      `  p: {steps: [{notify: [person:ana], when: {severity: [SEV-1], hours: outside:office, labels: {region: eu}}}]}`,
    );
    expect(config?.escalation.get('p')?.steps[0]?.when).toEqual({
      severities: ['SEV-1'],
      hours: { hours: 'office', outside: true },
      labels: { region: 'eu' },
    });
  });

  it('are warned of where they leave severities without anybody', () => {
    const { warnings } = check(`  p: {steps: [{notify: [person:ana], when: {severity: [SEV-1, SEV-2]}}]}`);
    expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toContain(
      'escalation.p: pages nobody when an incident is SEV-3, SEV-4: no step is for that.',
    );
  });
});
