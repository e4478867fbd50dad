import type { TenantConfig } from './config.ts';
import { formatPath } from './problem.ts';

/**
 * @returns whom the configuration would have paged, by id, each with the places that say so, such as
 * `escalation.standard.steps[0]` and `schedules.payments`.
 */
export function pagedPeople(config: TenantConfig): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (person: string, place: string): void => {
    const places = found.get(person) ?? [];
    if (!places.includes(place)) found.set(person, [...places, place]);
  };
  for (const { name, steps, then = [] } of config.escalation.values()) {
    // The steps of policies that follow are told of these.
    for (const [index, step] of steps.slice(0, then[0]?.from).entries()) {
      for (const target of step.targets) {
        if (target.kind === 'person') add(target.person.id, formatPath(['escalation', name, 'steps', index]));
      }
    }
  }
  for (const { id, layers } of config.schedules.values()) {
    for (const { turns } of layers) {
      // Whom a calendar names depends on the time: those who come on call are found ahead.
      const people = 'groups' in turns ? turns.groups.flat() : [];
      for (const person of people) add(person, formatPath(['schedules', id]));
    }
  }
  return found;
}
