import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDeliverActivities } from '../../activities/deliver.ts';
import { createEffects } from '../../activities/effect.ts';
import { createPace } from '../../activities/pace.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { ChatError } from '../../src/chat/error.ts';
import { readPageKey } from '../../src/escalation/page-key.ts';
import { explain } from '../../src/explanation/explain.ts';
import type { CommandName } from '../../src/incident/command.ts';
import { incidentKey } from '../../src/incident/id.ts';
import { pageWantedQuery } from '../../workflows/incident/messages.ts';
import { FakeProvider, type Trouble } from '../activities/fake-provider.ts';
import { MemoryLanes } from '../activities/memory-lanes.ts';
import { MemoryLedger } from '../activities/memory-ledger.ts';
import { declaring } from '../harness/declare.ts';
import { person, type TargetWord } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

const INSTANCES = ['main', 'backup'] as const;
const log = { warn: () => undefined };

/** Recording activities whose pages are sent as in production: by a platform, with a ledger. */
class Sending extends RecordingActivities {
  readonly ledger = new MemoryLedger();
  readonly platforms = new Map(INSTANCES.map((name) => [name as string, new FakeProvider('lookup')]));

  constructor(troubles: readonly (Trouble | undefined)[]) {
    super();
    for (const platform of this.platforms.values()) platform.trouble('send', ...troubles);
    const pace = createPace(new MemoryLanes(), log, Date.now, () => undefined);
    const sending = createDeliverActivities({
      provider: (_, instance) => {
        const platform = this.platforms.get(instance);
        if (!platform) throw new ChatError('provider_not_found', `There is no ${instance}.`);
        return platform;
      },
      effects: createEffects(this.ledger, log, Date.now, { pace, count: () => undefined }),
      localise: (message) => Promise.resolve(message),
      unlessTroubled: () => Promise.resolve(),
      accountsOf: () => Promise.resolve([]),
      pageWanted: (workflowId, key) =>
        temporal.env.client.workflow.getHandle(workflowId).query(pageWantedQuery, key),
    });
    Object.assign(this.implementation, { page: (delivery: Delivery) => sending.page(delivery) });
  }

  /** Keys of the pages that people got. */
  get got(): Set<string> {
    return new Set([...this.platforms.values()].flatMap(({ sent }) => sent.map(({ key }) => key)));
  }
}

const target = fc.constantFrom<TargetWord>(
  'ana',
  person('ben', 'backup', 'main'),
  person('cy', 'gone'),
  { ...person('dan'), contacts: [] },
  'main/#critical',
);
const trouble = fc.constantFrom<Trouble | undefined>(
  undefined,
  undefined,
  'reset before',
  'reset after',
  { code: 'user_not_found' },
  { code: 'connection_failed' },
);
const scenario = fc.record({
  steps: fc.array(
    fc.tuple(fc.uniqueArray(target, { minLength: 1, maxLength: 3 }), fc.constantFrom('2m', '5m')),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  repeat: fc.integer({ min: 0, max: 1 }),
  fallback: fc.constantFrom<readonly string[]>([], ['backup/#ops']),
  private: fc.boolean(),
  troubles: fc.array(trouble, { maxLength: 12 }),
  script: fc.array(
    fc.tuple(
      fc.constantFrom('0m', '1m', '6m'),
      fc.constantFrom<CommandName>('ack', 'escalate', 'resolve', 'reopen'),
    ),
    { maxLength: 4 },
  ),
});

test.for(fc.sample(scenario, 6).map((one, n) => [n, one] as const))(
  'every page that is in the ledger of a random incident is explained once, and none that is not (%i)',
  async ([, words]) => {
    const activities = new Sending(words.troubles);
    const { steps, repeat, fallback } = words;
    const incident = await declare({
      activities,
      fallback,
      private: words.private,
      policy: { steps, repeat },
    });
    for (const [wait, name] of words.script) {
      if (wait !== '0m') await incident.skip(wait);
      // What is impossible is refused, and that is part of it.
      await incident.command(name, {}, 'ana').catch(() => undefined);
      await incident.settled();
    }
    const view = await incident.view();
    const key = incidentKey('default', incident.id);
    const ledger = [...activities.ledger.entries.values()];
    const told = explain({ incident: view.incident, events: incident.timeline(), ledger });
    const seen = JSON.stringify({ words, told }, undefined, 1);

    const explained = told.steps.flatMap(({ pages }) => pages.flatMap(({ deliveries }) => deliveries));
    const pages = ledger.filter((entry) => readPageKey(entry.key, key));
    const facts = (one: { key: string; status: string }) => `${one.status} ${one.key}`;
    expect(told.untold, seen).toEqual([]);
    expect(explained.map(facts).sort(), seen).toEqual(pages.map(facts).sort());

    const { got } = activities;
    for (const delivery of explained) {
      if (delivery.status === 'sent') expect(got.has(delivery.key), seen).toBe(true);
      if (got.has(delivery.key)) expect(['sent', 'uncertain'], seen).toContain(delivery.status);
    }
    for (const page of told.steps.flatMap(({ pages }) => pages)) {
      const sent = page.deliveries.some(({ status }) => status === 'sent');
      expect(['reached', 'told elsewhere'].includes(page.outcome), seen).toBe(sent);
    }
    expect(
      told.policy?.steps.map((step) => step.targets.length),
      seen,
    ).toEqual(steps.map(([targets]) => targets.length));
  },
);
