import type { Link } from '../access/link.ts';
import type { TenantConfig } from '../config/config.ts';
import { planFor, type IncidentPlan, type PlanRequest } from '../config/plan.ts';
import type { PersonTarget } from '../escalation/policy.ts';
import { isAway } from './errors.ts';
import { PART, type Patience } from './patience.ts';
import { STORE_SILENT } from './unavailable.ts';

/**
 * Works out the plan of a new incident, in which people are reached on the accounts that they have linked, too, after
 * those of the configuration. Nobody waits long for these: without them there is a plan as well.
 * @param linksOf the links of a person. @param at when it is declared, epoch milliseconds.
 * @throws PlanError
 */
export async function planWithLinks(
  config: TenantConfig,
  request: PlanRequest,
  linksOf: (person: string) => Promise<readonly Link[]>,
  patience: Patience,
  at: number,
): Promise<IncidentPlan> {
  const people = new Set<string>();
  const asked = (target: PersonTarget): PersonTarget => {
    people.add(target.person.id);
    return target;
  };
  const plan = planFor(config, request, asked, at);
  const looking = Promise.all([...people].map(async (id) => [id, await linksOf(id)] as const));
  const found = await patience.wait(looking, STORE_SILENT, PART.store).catch((error: unknown) => {
    if (!isAway(error)) throw error;
    return [];
  });
  const linked = new Map(found.filter(([, links]) => links.length > 0));
  if (linked.size === 0) return plan;
  const reached = (target: PersonTarget): PersonTarget => {
    const links = linked.get(target.person.id) ?? [];
    const contacts = links.map(({ instance, user }) => ({ instance, user, linked: true as const }));
    return { ...target, contacts: [...target.contacts, ...contacts] };
  };
  return planFor(config, request, reached, at);
}
