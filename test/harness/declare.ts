import { afterEach } from 'vitest';
import type { RoutingPlan } from '../../src/chat/routing.ts';
import type { Labels } from '../../src/escalation/condition.ts';
import type { UrgencyPlan } from '../../src/escalation/urgency.ts';
import { incidentWorkflowId, type IncidentId } from '../../src/incident/id.ts';
import type { Person } from '../../src/incident/person.ts';
import type { Quotation } from '../../src/incident/quotation.ts';
import type { Severity } from '../../src/incident/severity.ts';
import { INCIDENT_WORKFLOW, type IncidentInput } from '../../workflows/incident/messages.ts';
import { firstSearchAttributes } from '../../workflows/incident/search-attributes.ts';
import { IncidentUnderTest } from './incident-under-test.ts';
import {
  announce,
  channel,
  policy,
  sla,
  type AnnounceWords,
  type PolicyWords,
  type SlaWords,
} from './plan.ts';
import { RecordingActivities } from './recording-activities.ts';
import type { TestTemporal } from './test-temporal.ts';

/** What a test says of an incident; the rest is the plainest there is: no policy, no targets, one channel. */
export interface DeclareWords {
  readonly title?: string;
  readonly severity?: Severity;
  readonly team?: string;
  readonly service?: string;
  readonly labels?: Labels;
  readonly private?: boolean;
  readonly by?: Person;
  readonly quoted?: Quotation;
  readonly policy?: PolicyWords;
  readonly urgency?: UrgencyPlan;
  readonly sla?: SlaWords;
  /** Those that SLA targets page, by key. */
  readonly slaPolicies?: Readonly<Record<string, PolicyWords>>;
  readonly announce?: AnnounceWords;
  readonly channels?: RoutingPlan['channels'];
  readonly redaction?: IncidentInput['redaction'];
  readonly tickets?: IncidentInput['tickets'];
  readonly runbooks?: IncidentInput['runbooks'];
  /** Fallback channels, as `main/#ops`. */
  readonly fallback?: readonly string[];
  /** Prepared failures and gates. */
  readonly activities?: RecordingActivities;
  /** False: no worker runs when the incident is declared. */
  readonly worker?: boolean;
}

let declared = 0;

/** @returns the input that the HTTP layer would start the workflow with. */
export function inputOf(id: IncidentId, words: DeclareWords): IncidentInput {
  const { severity = 'SEV-1', team, service } = words;
  const everywhere = {
    'SEV-1': ['main/#critical'],
    'SEV-2': ['main/#critical'],
    'SEV-3': ['main/#critical'],
  };
  return {
    tenant: 'default',
    id,
    declaration: {
      title: words.title ?? 'Checkout returns 500s',
      severity,
      private: words.private ?? false,
      by: words.by ?? { id: 'dora', name: 'dora' },
      ...(team && { team }),
      ...(service && { service }),
      ...(words.labels && { labels: words.labels }),
      ...(words.quoted && { quoted: words.quoted }),
    },
    deliveryId: `declare-${id}`,
    ...(words.tickets && { tickets: words.tickets }),
    ...(words.runbooks && { runbooks: words.runbooks }),
    plan: {
      sla: sla(words.sla),
      ...(words.policy && { escalation: policy(words.policy) }),
      ...(words.urgency && { urgency: words.urgency }),
      ...(words.slaPolicies && {
        slaPolicies: Object.fromEntries(
          Object.entries(words.slaPolicies).map(([key, paged]) => [
            key,
            { policy: { ...policy(paged), name: key }, version: 'v1' },
          ]),
        ),
      }),
    },
    routing: {
      announce: announce(words.announce ?? everywhere),
      channels: words.channels ?? [],
      fallback: (words.fallback ?? []).map(channel),
    },
    planVersion: 'test',
    ...(words.redaction && { redaction: words.redaction }),
    links: { page: `https://muster.example/incidents/${id}` },
  };
}

/** Gives the tests of one file the verb `declare`; the workers it starts end with each test. */
export function declaring(temporal: TestTemporal): (words?: DeclareWords) => Promise<IncidentUnderTest> {
  const incidents: IncidentUnderTest[] = [];
  afterEach(async () => {
    for (const incident of incidents.splice(0)) await incident.end();
  });
  return async (words = {}) => {
    const id: IncidentId = `INC-${++declared}`;
    const input = inputOf(id, words);
    const handle = await temporal.env.client.workflow.start(INCIDENT_WORKFLOW, {
      workflowId: incidentWorkflowId(input.tenant, id),
      taskQueue: id,
      args: [input],
      typedSearchAttributes: firstSearchAttributes(input, Date.now()),
    });
    const activities = words.activities ?? new RecordingActivities();
    const incident = new IncidentUnderTest(temporal, handle, id, activities);
    incidents.push(incident);
    if (words.worker !== false) {
      await incident.startWorker();
      await incident.settled();
    }
    return incident;
  };
}
