import type { PersonTarget } from '../src/escalation/policy.ts';
import type { Person } from '../src/incident/person.ts';

export interface ContactActivities {
  /** @returns somebody with the ways in which they are reached now, the preferred first. */
  waysToReach(asked: { readonly tenant: string; readonly person: Person }): Promise<PersonTarget>;
}

export function createContactActivities(deps: {
  /** Undefined when the configuration has no such person. */
  readonly person: (tenant: string, id: string) => Promise<PersonTarget | undefined>;
}): ContactActivities {
  return {
    async waysToReach({ tenant, person }) {
      const known = await deps.person(tenant, person.id);
      if (known) return known;
      // Somebody whom the configuration does not know is known by an account, `main-slack/U01ANA`.
      const [, instance, user] = /^([^/]+)\/(.+)$/.exec(person.id) ?? [];
      const contacts = instance !== undefined && user !== undefined ? [{ instance, user }] : [];
      return { kind: 'person', person, contacts };
    },
  };
}
