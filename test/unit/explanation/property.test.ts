import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/chat/ledger.ts';
import { whyMessage } from '../../../src/chat/why.ts';
import { toWhyResource } from '../../../src/http/api/why-resource.ts';
import { whyResource } from '../../../src/http/api/schema.ts';
import { pageKey } from '../../../src/escalation/page-key.ts';
import { targetName, type EscalationPolicy, type Target } from '../../../src/escalation/policy.ts';
import { outlineOf } from '../../../src/escalation/policy-outline.ts';
import { explain } from '../../../src/explanation/explain.ts';
import { callsPagesOff } from '../../../src/incident/calling-off.ts';
import type { Command } from '../../../src/incident/command.ts';
import { decide } from '../../../src/incident/decide.ts';
import { SEVERITIES } from '../../../src/incident/severity.ts';
import { ANA, BEN, CRITICAL, CY, MINUTE, NO_SLA, pages, Story } from '../incident/fixture.ts';

const TARGETS: readonly Target[] = [
  pages(ANA),
  { ...pages(BEN), contacts: [...pages(BEN).contacts, { instance: 'backup', user: 'ben' }] },
  { ...pages(CY), contacts: [] },
  CRITICAL,
];
const FALLBACK = 'main/#ops';

const policy: fc.Arbitrary<EscalationPolicy> = fc
  .record({
    steps: fc.array(
      fc.tuple(
        fc.subarray([...TARGETS], { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        fc.option(fc.subarray([...SEVERITIES], { minLength: 1 }), { nil: undefined }),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    repeat: fc.integer({ min: 0, max: 2 }),
    ackTimeout: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  })
  .map(({ steps, repeat, ackTimeout }) => ({
    name: 'any',
    repeat,
    steps: steps.map(([targets, minutes, severities]) => ({
      targets,
      delayMs: minutes * MINUTE,
      ...(severities && { when: { severities } }),
    })),
    ...(ackTimeout !== undefined && { ackTimeoutMs: ackTimeout * MINUTE }),
  }));

const command = fc.constantFrom<Command>(
  { name: 'ack' },
  { name: 'mitigate' },
  { name: 'resolve' },
  { name: 'close' },
  { name: 'reopen' },
  { name: 'escalate' },
  { name: 'severity', severity: 'SEV-3' },
);
const happening = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(ANA, BEN, CY), command);

/** What becomes of one attempt after the other; the first success ends them. */
const fates = fc.infiniteStream(
  fc.constantFrom<LedgerEntry['status']>('sent', 'failed', 'uncertain', 'planned'),
);

/** The ways to a target, its own first. */
function waysOf(target: Target): string[] {
  const own =
    target.kind === 'channel'
      ? [targetName(target)]
      : target.contacts.map(({ instance, user }) => `${instance}/@${user}`);
  return own.includes(FALLBACK) ? own : [...own, FALLBACK];
}

/** A ledger as it may look after the story: each page has gone some of its ways. */
function ledgerOf(story: Story, fate: () => LedgerEntry['status'], key: string): LedgerEntry[] {
  return story.events.flatMap((event) => {
    if (event.type !== 'escalated') return [];
    return event.targets.flatMap((target) => {
      const tried: LedgerEntry[] = [];
      for (const address of waysOf(target)) {
        const status = fate();
        const failed = status === 'failed' && { code: 'user_not_found', reason: 'no such user' };
        tried.push({
          key: pageKey(key, event.sequence, targetName(target), address),
          tenant: 'default',
          incident: 'INC-7',
          instance: address.split('/')[0] ?? '',
          target: address,
          status,
          attempts: 1,
          plannedAt: event.at,
          ...(status !== 'planned' && { settledAt: event.at + 1 }),
          ...failed,
        });
        if (status !== 'failed') break;
      }
      return tried;
    });
  });
}

it('explains every page of the ledger once, and nothing that is not in it', () => {
  fc.assert(
    fc.property(
      policy,
      fc.array(happening, { maxLength: 12 }),
      fates,
      fc.boolean(),
      (escalation, script, fate, hidden) => {
        const story = new Story({ escalation, sla: NO_SLA }, { private: hidden });
        for (const [minutes, by, wanted] of script) {
          story.passes(minutes * MINUTE);
          const decision = decide(story.incident, story.plan, by, wanted, story.now);
          if ('events' in decision) story.happen(by, decision.events);
        }
        const [declared] = story.events;
        if (declared?.type !== 'declared') throw new Error('the story does not begin');
        story.events[0] = { ...declared, policy: outlineOf(escalation, { configuration: 'c' }) };
        const ledger = ledgerOf(story, () => fate.next().value as LedgerEntry['status'], 'default:INC-7');
        const told = explain({ incident: story.incident, events: story.events, ledger });

        const deliveries = told.steps.flatMap((step) => step.pages.flatMap((page) => page.deliveries));
        expect(told.untold).toEqual([]);
        const facts = ({ key, status }: Pick<LedgerEntry, 'key' | 'status'>) => `${status} ${key}`;
        expect(deliveries.map(facts).sort()).toEqual(ledger.map(facts).sort());

        const paged = story.events.filter((event) => event.type === 'escalated');
        expect(told.steps.map(({ sequence, pages }) => [sequence, pages.map(({ name }) => name)])).toEqual(
          paged.map(({ sequence, targets }) => [sequence, targets.map(targetName)]),
        );
        for (const step of told.steps) {
          const ended = story.events.find((one) => one.sequence > step.sequence && callsPagesOff(one));
          for (const page of step.pages) {
            const sent = page.deliveries.filter(({ status }) => status === 'sent');
            expect(['reached', 'told elsewhere'].includes(page.outcome)).toBe(sent.length > 0);
            expect(page.outcome === 'reached').toBe(sent.some(({ target }) => target !== FALLBACK));
            if (sent.length === 0) expect(page.calledOff?.at).toBe(ended?.at);
            if (sent.length === 0 && ended) expect(page.outcome).toMatch(/called off|uncertain/);
          }
        }
        const missed = told.notPaged.flatMap((one) => (one.kind === 'not reached' ? [one.step] : []));
        const skipped = told.notPaged.filter(({ kind }) => kind === 'passed over');
        expect(skipped).toHaveLength(story.events.filter(({ type }) => type === 'step_skipped').length);
        const steps = [...told.steps, ...skipped];
        const reached = new Set(steps.flatMap((one) => ('step' in one ? one.step : [])));
        expect([...reached, ...missed].sort()).toEqual(escalation.steps.map((_, n) => n).sort());

        const view = { incident: story.incident, deadlines: [], problems: [] };
        const links = { page: 'https://muster.example/i', why: 'https://muster.example/i/why' };
        expect(whyMessage(view, told, links, BEN).sections.length).toBeGreaterThan(1);
        expect(whyResource.parse(toWhyResource(told)).steps).toHaveLength(told.steps.length);
      },
    ),
    { numRuns: 300 },
  );
});
