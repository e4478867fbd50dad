import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/chat/ledger.ts';
import { plain } from '../../../src/chat/text.ts';
import { asToYou } from '../../../src/chat/why-you.ts';
import { whyMessage } from '../../../src/chat/why.ts';
import { pageKey } from '../../../src/escalation/page-key.ts';
import { outlineOf } from '../../../src/escalation/policy-outline.ts';
import { explain } from '../../../src/explanation/explain.ts';
import type { EscalationPolicy } from '../../../src/escalation/policy.ts';
import type { ResponsePlan } from '../../../src/incident/incident.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import type { Explanation } from '../../../src/explanation/explanation.ts';
import { textOf } from '../../harness/recording-activities.ts';
import { ANA, BEN, CRITICAL, CY, MINUTE, NOON, pages, POLICY, SLA, Story } from '../incident/fixture.ts';

const KEY = 'default:INC-7';
const LINKS = { page: 'https://muster.example/incidents/INC-7', why: 'https://muster.example/why' };

/** Some of a page's way in the ledger. */
function sent(
  sequence: number,
  target: string,
  address: string,
  how: Partial<LedgerEntry> = {},
): LedgerEntry {
  const [instance = ''] = address.split('/');
  return {
    key: pageKey(KEY, sequence, target, address),
    tenant: 'default',
    incident: 'INC-7',
    instance,
    target: address,
    status: 'sent',
    attempts: 1,
    plannedAt: NOON,
    settledAt: NOON + 1_000,
    ref: { channel: 'D1', id: 'm1' },
    ...how,
  };
}

const TO_ANA = sent(2, 'person/ana', 'main/@U-ana');

function explained(story: Story, ledger: readonly LedgerEntry[]): Explanation {
  const [declared, ...others] = story.events;
  if (declared?.type !== 'declared') throw new Error('the story does not begin');
  const { escalation } = story.plan;
  const policy =
    escalation && outlineOf(escalation, { version: 'ab12cd34', configuration: '0123456789abcdef' });
  const events = [{ ...declared, ...(policy && { policy }) }, ...others];
  return explain({ incident: story.incident, events, ledger });
}

const said = (story: Story, ledger: readonly LedgerEntry[], asker = CY): string =>
  textOf(
    whyMessage(
      { incident: story.incident, deadlines: [], problems: [] },
      explained(story, ledger),
      LINKS,
      asker,
    ),
  );

describe('a page that was delivered', () => {
  it('is told with step, policy version, cause, address and instant', () => {
    const story = new Story();
    const text = said(story, [TO_ANA]);
    expect(text).toContain('Escalation policy payments, version ab12cd34');
    expect(text).toContain('configuration 01234567)');
    expect(text).toContain('Step 1 of 2 at 2026-03-01 12:00:00 UTC, because the incident was declared:');
    expect(text).toContain('Ana: delivered to main/@U-ana at 2026-03-01 12:00:01 UTC.');
    expect(text).toContain('Without an acknowledgement it goes on at 2026-03-01 12:05:00 UTC.');
  });

  it('is told to who was paged themselves, and by which schedule', () => {
    const story = new Story();
    const [, first] = story.events;
    if (first?.type !== 'escalated') throw new Error('nobody was paged');
    const onCall = [
      { schedule: 'primary', name: 'Payments primary', people: ['ana'], byOverride: ['ana'], until: NOON },
    ];
    story.events[1] = { ...first, onCall };
    expect(plain(asToYou(explained(story, [TO_ANA]), ANA))).toBe(
      'You were paged at 2026-03-01 12:00:00 UTC in step 1 of 2, because you are on call for Payments primary by an override.',
    );
    expect(said(story, [TO_ANA])).toContain('Ana (on call for Payments primary, by an override): delivered');
    expect(plain(asToYou(explained(story, [TO_ANA]), CY))).toContain(
      'You were not paged: no step of the escalation policy payments that was paged names you, and you were not on call for Payments primary.',
    );
  });

  it('by another way than the first says why the first did not do', () => {
    const failed = { status: 'failed', code: 'user_not_found', reason: 'no such user', attempts: 3 } as const;
    const instead = 'main/@Ana: no such user (user_not_found)';
    const text = said(new Story(), [
      { ...TO_ANA, ...failed },
      sent(2, 'person/ana', 'main/#ops', { instead }),
    ]);
    expect(text).toContain(
      'Ana: not reached; by main/@U-ana: no such user (user_not_found, tried 3 times); told to main/#ops',
    );
  });
});

describe('what was called off', () => {
  it('names who did it and when: the page on its way, and the step that was to come', () => {
    const story = new Story().after(MINUTE);
    story.does(BEN, { name: 'ack' });
    const { steps, notPaged } = explained(story, []);
    const ending = { type: 'acknowledged', by: BEN, at: NOON + MINUTE };
    expect(steps[0]).toMatchObject({
      pages: [{ name: 'person/ana', outcome: 'called off', calledOff: ending }],
      next: { kind: 'called off', dueAt: NOON + 5 * MINUTE, ending },
    });
    expect(notPaged).toMatchObject([{ kind: 'not reached', step: 1, ending }]);
    expect(plain(asToYou(explained(story, []), BEN))).toBe(
      'You were not paged: you are in step 2, and Ben (who was not paged) acknowledged the incident at 2026-03-01 12:01:00 UTC before it was due.',
    );
  });

  it('may have gone out all the same where an attempt was under way', () => {
    const story = new Story().after(MINUTE);
    story.does(BEN, { name: 'resolve' });
    const planned = { ...TO_ANA, status: 'planned' as const };
    const [step] = explained(story, [planned]).steps;
    expect(step?.pages[0]).toMatchObject({ outcome: 'uncertain', calledOff: { type: 'resolved', by: BEN } });
    expect(said(story, [planned])).toContain('it may have gone out all the same');
  });

  it('is not what had been sent before', () => {
    const story = new Story().after(MINUTE);
    story.does(BEN, { name: 'ack' });
    const [step] = explained(story, [TO_ANA]).steps;
    expect(step?.pages[0]?.outcome).toBe('reached');
    expect(step?.pages[0]).not.toHaveProperty('calledOff');
  });
});

describe('the steps that follow', () => {
  it('say when they were due, and who asked for them before that', () => {
    const story = new Story();
    story.passes(5 * MINUTE);
    story.after(MINUTE).does(CY, { name: 'escalate', note: 'need help' });
    const { steps } = explained(story, []);
    expect(steps.map(({ cause, dueAt, next }) => [cause, dueAt - NOON, next?.kind])).toEqual([
      ['declared', 0, 'came'],
      ['not acknowledged', 5 * MINUTE, 'asked for'],
      ['asked', 6 * MINUTE, 'due'],
    ]);
    expect(said(story, [])).toContain('because Cy asked for it (need help)');
  });

  it('say that they came late', () => {
    const story = new Story().after(20 * MINUTE);
    story.reaches('escalation');
    expect(said(story, [])).toContain(
      'Step 2 of 2 at 2026-03-01 12:20:00 UTC, which was due at 2026-03-01 12:05:00 UTC, because nobody had acknowledged',
    );
  });

  it('end with a policy that is used up', () => {
    const story = new Story({ escalation: { ...POLICY, repeat: 0 }, sla: SLA });
    story.passes(20 * MINUTE);
    const { steps, exhaustedAt } = explained(story, []);
    expect(exhaustedAt).toBe(NOON + 15 * MINUTE);
    expect(steps.at(-1)?.next?.kind).toBe('used up');
  });
});

describe('a step of low urgency', () => {
  const hold = { until: NOON + 60 * MINUTE, opensAt: NOON + 60 * MINUTE, local: '13:00' };
  const held = (story: Story): void => {
    const [declared] = story.events;
    story.events.splice(1);
    story.incident = { ...story.incident, sequence: declared!.sequence };
    const step = { policy: 'payments', step: 0, steps: 2, round: 0, after: { step: -1, round: 0 } };
    story.happen(MUSTER, [{ type: 'page_held', cause: 'declared', ...step, hold }]);
  };

  it('is said to be held, and later how long it had been', () => {
    const story = new Story();
    held(story);
    expect(said(story, [])).toContain(
      'Ana (step 1): held until 2026-03-01 13:00:00 UTC, because its urgency is low.',
    );
    story.after(61 * MINUTE);
    const page = { policy: 'payments', step: 0, steps: 2, round: 0, targets: [pages(ANA)] };
    story.happen(MUSTER, [{ type: 'escalated', cause: 'declared', ...page, heldSince: NOON }]);
    expect(explained(story, []).steps[0]?.dueAt).toBe(hold.until);
    expect(said(story, [])).toContain('it had waited for working hours since 2026-03-01 12:00:00 UTC');
  });
});

it('who acknowledged without having been paged is told, whether it counted or not', () => {
  const story = new Story().after(MINUTE);
  story.happen(CY, [{ type: 'acknowledgement_not_counted', policy: 'payments' }]);
  expect(said(story, [])).toContain(
    'Cy acknowledged at 2026-03-01 12:01:00 UTC, but was not paged: paging went on.',
  );
  story.happen(CY, [{ type: 'acknowledged', notPaged: true }]);
  expect(said(story, [])).toContain('Cy (who was not paged) acknowledged the incident at');
});

describe('who was not paged', () => {
  it('is nobody at all where no policy applies, with the settings that would name one', () => {
    const story = new Story({ sla: SLA }, { service: 'checkout' });
    expect(said(story, [])).toContain(
      'Nobody, because no escalation policy applies. For the next incident set services.checkout.escalation or defaults.escalation.',
    );
    expect(plain(asToYou(explained(story, []), CY))).toContain('Nobody was paged');
  });

  it('is a channel, of a private incident', () => {
    const story = new Story(undefined, { private: true });
    story.passes(6 * MINUTE);
    expect(said(story, [])).toContain(
      '#critical (step 2), because a private incident is told to no channel.',
    );
  });

  it('is who is in a step that does not apply, with what stands against it', () => {
    const [first, second] = POLICY.steps;
    const when = { severities: ['SEV-4'], labels: { region: 'eu' } } as const;
    const escalation = { ...POLICY, steps: [{ ...first!, when }, second!] };
    const story = new Story({ escalation, sla: SLA });
    expect(said(story, [])).toContain(
      'Ana (step 1) at 2026-03-01 12:00:00 UTC: the step was passed over, because it is for SEV-4, and this is SEV-1; it is for incidents with region = eu, and this one has no such label.',
    );
    expect(plain(asToYou(explained(story, []), ANA))).toContain('You were not paged: step 1 was passed over');
  });

  it('is who has no way of contact, and who should have been on call', () => {
    const nobody = { ...pages(ANA), contacts: [] };
    const escalation = { ...POLICY, steps: [{ targets: [nobody], delayMs: MINUTE }, ...POLICY.steps] };
    const story = new Story({ escalation, sla: SLA });
    const [, first] = story.events;
    if (first?.type !== 'escalated') throw new Error('nobody was paged');
    story.events[1] = { ...first, onCall: [{ schedule: 'night', name: 'Nights', people: [] }] };
    const text = said(story, []);
    expect(text).toContain('Ana: not reached: there is no way of contact; set people.<id>.chat.');
    expect(text).toContain('By step 1 nobody of Nights, because nobody was on call.');
  });
});

it('pages in the ledger of which the timeline does not tell are shown as such', () => {
  const stray = sent(40, 'person/ana', 'main/@U-ana');
  const other = sent(2, 'webhook/x', 'x');
  const { untold, steps } = explained(new Story(), [stray, other]);
  expect(untold.map(({ key }) => key)).toEqual([stray.key]);
  expect(steps[0]?.pages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['person/ana', 'under way'],
    ['x', 'reached'],
  ]);
});

it('what is in the ledger besides pages is no page', () => {
  const card = { ...TO_ANA, key: `${KEY}:1:main/#critical` };
  const elsewhere = { ...TO_ANA, key: pageKey('default:INC-70', 2, 'person/ana', 'main/@U-ana') };
  const { untold, steps } = explained(new Story(), [card, elsewhere]);
  expect([untold, steps.flatMap((step) => step.pages.flatMap((page) => page.deliveries))]).toEqual([[], []]);
});

it('a target whose name begins like that of another has its own pages', () => {
  const escalation = {
    ...POLICY,
    steps: [{ targets: [CRITICAL, { ...CRITICAL, channel: '#critical:2' }], delayMs: MINUTE }],
  };
  const story = new Story({ escalation, sla: SLA });
  const entry = sent(2, 'main/#critical:2', 'main/#critical:2');
  const [step] = explained(story, [entry]).steps;
  expect(step?.pages.map(({ outcome }) => outcome)).toEqual(['under way', 'reached']);
});

describe('a page by an SLA target', () => {
  const managers: EscalationPolicy = {
    name: 'managers',
    steps: [
      { targets: [CRITICAL], delayMs: 0, when: { severities: ['SEV-4'] } },
      { targets: [pages(CY)], delayMs: 0 },
    ],
    repeat: 0,
  };
  const plan: ResponsePlan = {
    escalation: POLICY,
    sla: { ...SLA, pages: { breach: [{ policy: 'managers' }] } },
    slaPolicies: { managers: { policy: managers, version: 'ef56' } },
  };

  it('is told with its policy and version, and is none of the steps of the escalation', () => {
    const story = new Story(plan);
    story.passes(11 * MINUTE);
    const page = story.events.find((event) => event.type === 'escalated' && event.sla);
    const [declared, ...others] = story.events;
    if (declared?.type !== 'declared' || !page) throw new Error('nobody was paged');
    const outlines = {
      policy: outlineOf(POLICY, { version: 'ab12cd34', configuration: '0123' }),
      slaPolicies: [outlineOf(managers, { version: 'ef56', configuration: '0123' })],
    };
    const explanation = explain({
      incident: story.incident,
      events: [{ ...declared, ...outlines }, ...others],
      ledger: [sent(page.sequence, 'person/cy', 'main/@U-cy')],
    });
    expect(explanation.steps.map(({ policy, cause, next }) => [policy, cause, next?.kind])).toEqual([
      ['payments', 'declared', 'came'],
      ['payments', 'not acknowledged', 'due'],
      ['managers', 'SLA breach', undefined],
    ]);
    expect(explanation.steps.at(-1)?.pages).toMatchObject([{ label: 'Cy', outcome: 'reached' }]);
    expect(explanation.notPaged).toMatchObject([
      { kind: 'passed over', policy: 'managers', targets: [{ name: 'main/#critical' }] },
    ]);
    const text = textOf(
      whyMessage({ incident: story.incident, deadlines: [], problems: [] }, explanation, LINKS, CY),
    );
    expect(text).toContain('SLA targets page policy managers, version ef56');
    expect(text).toContain('because it was not acknowledged in time');
    expect(text).toContain('You were paged');
  });
});
