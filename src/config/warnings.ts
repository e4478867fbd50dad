import { stuckOrderers } from '../action/approvers.ts';
import { SEVERITIES } from '../incident/severity.ts';
import type { TenantConfig } from './config.ts';
import type { Finding } from './expand.ts';
import { pagesByMail } from './outside-targets.ts';
import { pagedPeople } from './paged-people.ts';

/** @returns what is allowed but probably not meant. */
export function warningsOf(config: TenantConfig): Finding[] {
  const findings: Finding[] = [];
  const warn = (message: string, ...path: string[]): void => void findings.push({ path, message });

  const paged = pagedPeople(config);
  const orMail = pagesByMail(config) ? ', or their address under `email`' : '';
  for (const person of config.people.values()) {
    if (Object.keys(person.chat).length === 0) {
      const places = paged.get(person.id);
      const where = places ? `, and ${places.join(', ')} would` : '';
      const message = `${person.name} cannot be paged${where}: name their platform user id under \`chat\`${orMail}`;
      warn(message, 'people', person.id);
    }
  }
  for (const team of config.teams.values()) {
    if (team.members.length === 0) warn('has no members', 'teams', team.id);
  }
  for (const { name, steps } of config.escalation.values()) {
    const silent = SEVERITIES.filter((severity) =>
      steps.every(({ when }) => when?.severities && !when.severities.includes(severity)),
    );
    if (silent.length > 0) {
      const message = `pages nobody when an incident is ${silent.join(', ')}: no step is for that`;
      warn(message, 'escalation', name);
    }
  }
  const nowhere = SEVERITIES.filter((severity) => !config.notifications.bySeverity[severity]);
  if (nowhere.length && config.notifications.default.length === 0) {
    const message = `incidents without a team are announced nowhere when they are ${nowhere.join(', ')}: name a channel`;
    warn(message, 'notifications', 'default');
  }
  if (!config.defaults.escalation) {
    warn('incidents without a team or service page nobody: name a policy', 'defaults', 'escalation');
  }
  const { policy } = config.access;
  const roles = [policy.unmapped, ...[...config.people.values()].flatMap((person) => person.roles)];
  if (!roles.some((role) => role !== 'none' && policy.permissions[role].includes('declare'))) {
    warn(
      'nobody may declare an incident: give people a role, or set `access.unmapped` to responder',
      'access',
    );
  }
  if (policy.admins.length === 0)
    warn('nobody has the role admin, which creates API tokens and reads the audit', 'people');
  for (const action of config.catalogue.actions.values()) {
    const stuck = (action.enabled ? stuckOrderers(action, config) : []).map(
      (id) => config.people.get(id)?.name ?? id,
    );
    if (stuck.length === 0) continue;
    const message = `nobody could approve what ${stuck.join(' or ')} orders, who alone may order it: who orders never approves. Name somebody else under \`approval.people\`, or under \`allow.people\` somebody else with the permission approve`;
    warn(message, 'actions', action.ref, 'approval');
  }
  return findings;
}

/** @returns the escalation steps that would page nobody: time lost in an emergency, so they are no mere warnings. */
export function unreachableSteps(config: TenantConfig): Finding[] {
  return [...config.escalation.values()].flatMap((policy) =>
    policy.steps.flatMap((step, index): Finding[] => {
      if (step.targets.some((target) => target.kind !== 'person' || target.contacts.length > 0)) return [];
      const message =
        'nobody here can be reached: name their platform user ids under `people.<id>.chat`, or a channel';
      return [{ path: ['escalation', policy.name, 'steps', index, 'notify'], message }];
    }),
  );
}
