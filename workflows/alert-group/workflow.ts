import {
  allHandlersFinished,
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { AlertBatch } from '../../src/alert/batch.ts';
import { clearedUnheard, expire } from '../../src/alert/expiry.ts';
import { answered, hear, newGroup, opened } from '../../src/alert/group.ts';
import { ledAfter, ledBy, type Led } from '../../src/alert/lead.ts';
import { firstNews, newsOf, nextStep, told, type Step } from '../../src/alert/next.ts';
import type { AlertNews } from '../../src/incident/alerts.ts';
import { span } from '../../src/incident/age.ts';
import { alertsOf } from '../../src/incident/person.ts';
import type { Lead } from '../../src/alert/terms.ts';
import { isActive } from '../../src/incident/status.ts';
import { summarised } from '../markdown.ts';
import { groupDetails, groupState } from './details.ts';
import {
  alertsSignal,
  alertsUpdate,
  groupQuery,
  incidentStandsSignal,
  type AlertGroupInput,
  type BatchAnswer,
} from './messages.ts';

const { openByAlerts, tellIncident } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  // An alert waits for a store that is away, however long that is.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Temporal allows 2,000 Updates in one run; a new run begins well before. */
const BATCHES_PER_RUN = 500;
/** How many deliveries are remembered. */
const MOST_PROCESSED = 300;
/** How long who brings alerts is kept waiting to hear which incident they open. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Alerts that are one incident, from the first that fires until all have been clear for long. Handlers take in what
 * deliveries say; this function opens the incident, tells it what fires and clears, and resolves it.
 */
export async function alertGroup(input: AlertGroupInput): Promise<void> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  let { group = newGroup(Date.now()) } = input;
  let led: Led = { terms: input.terms, others: input.others ?? [] };
  const processed = [...(input.processed ?? [])];
  const { tenant, integration } = input.terms;
  const self = alertsOf(integration);
  let batches = 0;
  let version = 0;
  let actingSince: number | undefined;

  function take(batch: AlertBatch): void {
    batches++;
    if (processed.includes(batch.delivery)) return;
    processed.push(batch.delivery);
    if (processed.length > MOST_PROCESSED) processed.shift();
    const before = group;
    // By the clock of this Temporal: what waited in a queue is news now.
    group = hear(group, batch.statements, Date.now());
    led = ledAfter(led, batch, group, before);
    // What nothing holds back does not wait until others are looked at again.
    if (group.suppressed && !led.terms.held && patched('alerts-not-held-open-at-once')) {
      const { suppressed: _, ...rest } = group;
      group = rest;
    }
    version++;
  }

  const due = (): Step | undefined => {
    const step = nextStep(group, led.terms);
    return step && step.at <= Date.now() ? step : undefined;
  };
  const isOpening = (): boolean =>
    group.incident?.phase !== 'open' && (actingSince !== undefined || due()?.do === 'open');

  function answer(): BatchAnswer {
    const { incident } = group;
    return {
      text: groupState(group, nextStep(group, led.terms)),
      ...(incident?.phase === 'open' && { incident: incident.id }),
    };
  }

  setHandler(groupQuery, () => group);
  setHandler(alertsUpdate, async (...all) => {
    for (const batch of all) take(batch);
    // What cannot be opened for long keeps only those waiting who came first: others bring more.
    const waitMs = ANSWER_WITHIN_MS - (Date.now() - (actingSince ?? Date.now()));
    if (isOpening() && waitMs > 0) await condition(() => !isOpening(), waitMs);
    return answer();
  });
  setHandler(alertsSignal, (...all) => {
    for (const batch of all) take(batch);
  });
  setHandler(incidentStandsSignal, (stands) => {
    if (stands.incident !== group.incident?.id) return;
    group = answered(group, stands, self.id, Date.now());
    version++;
  });

  async function tell(news: AlertNews): Promise<void> {
    const incident = group.incident?.id;
    if (!incident) return;
    group = told(group, news, Date.now());
    const summary = `${incident}: ${news.ask === 'resolve' ? 'all alerts are clear' : `${news.firing} alerts fire`}`;
    const stands = await tellIncident.executeWithOptions({ summary }, [
      { tenant, incident, by: self, news, key: `${workflowId}:${incident}:${news.revision}` },
    ]);
    const isRefused = news.ask === 'resolve' && stands !== 'gone' && isActive(stands.status) && !stands.held;
    group = answered(group, isRefused ? { ...stands, held: 'reopened' } : stands, self.id, Date.now());
  }

  async function open(): Promise<void> {
    const { pending: _, ...before } = group;
    // What comes meanwhile is told afterwards.
    group = before;
    const { severity, heard, firing } = before;
    const { terms, others } = led;
    const worst = <T extends Lead>(lead: T): T =>
      severity ? { ...lead, declaration: { ...lead.declaration, severity } } : lead;
    const summary = summarised(`open an incident for ${terms.about}`);
    const outcome = await openByAlerts.executeWithOptions({ summary }, [
      {
        terms: worst(terms),
        ...(others.length > 0 && { others: others.map(worst) }),
        by: self,
        alerts: { integration, group: workflowId, firing, heard, revision: 0 },
        key: `${firstExecutionRunId}:${before.opened + 1}`,
      },
    ]);
    const now = Date.now();
    if ('suppressed' in outcome) {
      if (group.firing > 0) group = { ...group, suppressed: { ...outcome.suppressed, lookedAt: now } };
      return;
    }
    led = ledBy(led, outcome.lead);
    group = opened(group, outcome.incident, led.terms, now);
    const news = firstNews(before, group, led.terms, now);
    if (news) await tell(news);
  }

  async function act({ do: what }: Step): Promise<void> {
    const now = Date.now();
    const { terms } = led;
    if (what === 'open') await open();
    else if (what === 'tell') await tell(newsOf(group, terms, now));
    else if (what === 'expire') {
      if (terms.expiry) group = expire(group, terms.expiry, now);
    } else {
      const lost = clearedUnheard(group);
      const but = lost > 0 ? ` Of ${lost} no end was heard, but nothing more either.` : '';
      const note = `All alerts of ${integration} have been clear for ${span(now - group.clearAt)}.${but}`;
      await tell({ ...newsOf(group, terms, now), ask: 'resolve', note });
    }
  }

  for (;;) {
    const { terms, others } = led;
    const step = nextStep(group, terms);
    setCurrentDetails(groupDetails(group, terms, step));
    const isFull = workflowInfo().continueAsNewSuggested || batches >= BATCHES_PER_RUN;
    if (isFull && allHandlersFinished()) {
      await continueAsNew<typeof alertGroup>({
        ...{ terms, group, processed },
        ...(others.length > 0 && { others }),
      });
    }
    if (step && step.at <= Date.now()) {
      if (step.do === 'end') {
        if (allHandlersFinished()) return;
        await condition(allHandlersFinished);
        continue;
      }
      actingSince = Date.now();
      try {
        await act(step);
      } finally {
        actingSince = undefined;
      }
      continue;
    }
    const seen = version;
    const isNews = (): boolean => version !== seen || (isFull && allHandlersFinished());
    if (!step) await condition(isNews);
    else
      await condition(isNews, Math.max(1, step.at - Date.now()), {
        summary: summarised(`${groupState(group)}: ${step.do}`),
      });
  }
}
