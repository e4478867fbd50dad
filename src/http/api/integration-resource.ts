import type { z } from 'zod';
import type { DeliveryPage, DeliveryShown, GuideShown, IntegrationStatus } from '../integrations.ts';
import type {
  deliveriesResource,
  deliveryResource,
  guideResource,
  integrationResource,
  integrationsResource,
} from './integration-schema.ts';
import type { JournalStanding } from '../../inbox/away.ts';
import { removedText, type RemovedIntegration } from '../../inbox/removed.ts';
import type { RedeliveryStatus } from '../../redelivery/status.ts';
import { iso } from './resource.ts';

type Listed = z.output<typeof integrationsResource>['integrations'][number];

/** An integration as the API lists it. */
export function listedIntegration(status: IntegrationStatus): Listed {
  const { id, source, title, brings, quietAfterMs, notices, standing, missed } = status;
  const { total = 0, counts = {}, lastReceivedAt, lastRefusedAt, waitingSince } = standing ?? {};
  return {
    id,
    source,
    title,
    brings: [...brings],
    total,
    counts,
    ...(lastReceivedAt !== undefined && { lastReceivedAt: iso(lastReceivedAt) }),
    ...(lastRefusedAt !== undefined && { lastRefusedAt: iso(lastRefusedAt) }),
    ...(waitingSince !== undefined && { waitingSince: iso(waitingSince) }),
    ...(quietAfterMs !== undefined && { quietAfter: quietAfterMs / 1_000 }),
    ...(missed && { missed: missedResourceOf(missed) }),
    notices: notices.map((notice) => ({ ...notice })),
  };
}

export function journalResourceOf({
  batches,
  since,
}: JournalStanding): z.output<typeof integrationsResource>['journal'] {
  return { batches, ...(since !== undefined && { since: iso(since) }) };
}

/** @param now epoch milliseconds. */
export function removedResourceOf(
  one: RemovedIntegration,
  now: number,
): z.output<typeof integrationsResource>['removed'][number] {
  const { id, deliveries, more = false, since, deletedFrom } = one;
  return {
    ...{ id, waiting: deliveries, more },
    waitingSince: iso(since),
    ...(deletedFrom !== undefined && { deletedFrom: iso(deletedFrom) }),
    text: removedText(one, now),
  };
}

function missedResourceOf({ lookedAt, problems: _, ...counts }: RedeliveryStatus) {
  return { ...counts, ...(lookedAt !== undefined && { lookedAt: iso(lookedAt) }) };
}

export function integrationResourceOf(status: IntegrationStatus): z.output<typeof integrationResource> {
  const { repositories = [] } = status.standing ?? {};
  return {
    ...listedIntegration(status),
    repositories: repositories.map(({ name, lastAt }) => ({ name, lastAt: iso(lastAt) })),
  };
}

export function deliveriesResourceOf({ lines, next }: DeliveryPage): z.output<typeof deliveriesResource> {
  return {
    deliveries: lines.map(({ number, key, receivedAt, state, text, incidents, bodyBytes }) => ({
      number,
      key,
      receivedAt: iso(receivedAt),
      state,
      text,
      incidents: [...incidents],
      bytes: bodyBytes,
    })),
    ...(next !== undefined && { next }),
  };
}

const timesOf = ({ times, lastAt }: { readonly times: number; readonly lastAt: number }) => ({
  times,
  lastAt: iso(lastAt),
});

export function deliveryResourceOf(shown: DeliveryShown): z.output<typeof deliveryResource> {
  const { integration, delivery, steps, body, isRedeliverable } = shown;
  const { key, number, receivedAt, state, reason, by, brought, outcomes, tries, again, redelivered } =
    delivery;
  return {
    integration: integration.id,
    key,
    number,
    receivedAt: iso(receivedAt),
    state,
    ...(reason !== undefined && { reason }),
    steps: steps.map(({ at, ...step }) => ({ ...step, ...(at !== undefined && { at: iso(at) }) })),
    ...(by && { verifiedBy: by }),
    ...(brought && { brought: { ...brought } }),
    outcomes: outcomes.map(({ of, what, text, incidents = [] }) => ({
      of,
      ...(what !== undefined && { what }),
      text,
      incidents: [...incidents],
    })),
    tries,
    ...(again && { again: timesOf(again) }),
    ...(redelivered && { redelivered: timesOf(redelivered) }),
    redeliverable: isRedeliverable,
    headers: { ...delivery.headers },
    body: {
      text: body.text,
      bytes: delivery.bodyBytes,
      json: body.isJson,
      binary: body.isBinary,
      cut: body.isCut,
    },
  };
}

export function guideResourceOf({ integration, guide, address }: GuideShown): z.output<typeof guideResource> {
  return {
    integration: integration.id,
    title: integration.title,
    ...(address !== undefined && { address }),
    documentation: guide.documentation,
    steps: guide.steps.map((step) => ({ ...step })),
  };
}
