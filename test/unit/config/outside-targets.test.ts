import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { targetLabel, targetName } from '../../../src/escalation/policy.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const MAIL = 'mail: {platform: email, host: smtp.example.com, from: muster@example.com}';
const SECOND = 'other: {platform: email, host: smtp.example.org, from: muster@example.org}';
const HOOK = 'ops: {platform: webhook, url: "https://hooks.example.com/", signingSecret: "${HOOK_SECRET}"}';
const check = (notify: string, chat = `${MAIL}, ${HOOK}`) =>
  checkText(
    `chat: {main: {platform: sandbox}, ${chat}}
people: {ana: {name: Ana, roles: [admin], email: ana@example.com, chat: {main: ana}}, ben: {name: Ben, chat: {main: ben}}, cy: {name: Cy, email: cy@example.com}}
escalation: {p: {steps: [{notify: [${notify}]}]}}`,
    'muster.yaml',
    { HOOK_SECRET: SECRET },
    PLATFORMS,
  );

describe('mails and webhooks as targets', () => {
  it('are read', () => {
    const { config, problems } = check(
      'email:ana, "email:night@example.com", webhook:ops, person:ana, email:mail/ana',
    );
    expect(problems).toEqual([]);
    const targets = config!.escalation.get('p')!.steps[0]!.targets;
    expect(targets.map(targetName)).toEqual([
      'person/ana/mail',
      'mail/night@example.com',
      'ops/ops',
      'person/ana',
    ]);
    expect(targets.map(targetLabel)).toEqual(['Ana (mail)', 'night@example.com', 'webhook ops', 'Ana']);
  });

  it('reach people by mail who are reached by nothing else, and the others last', () => {
    const { config, warnings } = check('person:cy');
    expect(config?.people.get('cy')?.chat).toEqual({ mail: 'cy@example.com' });
    expect(config?.people.get('ana')?.chat).toEqual({ main: 'ana', mail: 'ana@example.com' });
    expect(warnings.map(({ path }) => path)).not.toContain('people.cy');
    // Of several instances none is guessed.
    expect(check('person:ana', `${MAIL}, ${SECOND}`).config?.people.get('ana')?.chat).toEqual({
      main: 'ana',
    });
  });

  it.each([
    [
      'webhook:opps',
      undefined,
      'there is no provider instance "opps" of the platform webhook. Did you mean ops?',
    ],
    ['webhook:main', undefined, 'there is no provider instance "main" of the platform webhook'],
    ['email:anna', undefined, 'there is no person "anna". Did you mean ana?'],
    ['email:ben', undefined, 'people.ben has no `email`: give them one'],
    ['email:ana', `${MAIL}, ${SECOND}`, 'needs exactly one provider instance of the platform email'],
    ['email:ana', HOOK, 'needs exactly one provider instance of the platform email'],
    ['email:ops/ana', undefined, 'there is no provider instance "ops" of the platform email'],
  ])('%s is refused', (target, chat, message) => {
    const found = check(target, chat).problems.map((problem) => formatProblem(problem, 'muster.yaml'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).toContain('muster.yaml:3:');
  });
});
