import type { Incident } from '../incident/incident.ts';
import type { ShownRunbook } from '../incident/view.ts';
import type { BoundRunbook, Runbook } from './runbook.ts';

/** @returns the runbooks that an incident of this service may have, as they are frozen into it. */
export function boundTo(
  runbooks: Iterable<Runbook>,
  { service }: { readonly service?: string },
): readonly BoundRunbook[] {
  return [...runbooks]
    .filter(({ services }) => isOf(services, service))
    .map(({ name, title, severities, statuses, button, automatic }) => ({
      name,
      title,
      ...(severities && { severities }),
      statuses,
      button,
      ...(automatic && isOf(automatic.services, service) && { automatic: automatic.rule }),
    }));
}

const isOf = (services: readonly string[] | undefined, service: string | undefined): boolean =>
  !services || (service !== undefined && services.includes(service));

type Standing = Pick<Incident, 'severity' | 'status'>;

/** @returns whether a runbook is there for an incident as that stands now, whatever its service. */
export const isOffered = (
  { severities, statuses }: Pick<BoundRunbook, 'severities' | 'statuses'>,
  { severity, status }: Standing,
): boolean => statuses.includes(status) && (!severities || severities.includes(severity));

/** @returns why an incident does not have a runbook of the configuration now; undefined when it has it. */
export function notBound(
  runbook: Runbook,
  incident: Standing & Pick<Incident, 'id' | 'service'>,
): string | undefined {
  const { title, services, severities, statuses } = runbook;
  const { id, severity, status, service } = incident;
  if (!isOf(services, service))
    return `“${title}” is a runbook of ${services?.join(', ') ?? ''}, and ${id} is not.`;
  if (severities && !severities.includes(severity))
    return `“${title}” is a runbook of ${severities.join(', ')}, and ${id} is ${severity}.`;
  if (statuses.includes(status)) return undefined;
  return `“${title}” can be run while an incident is ${statuses.join(' or ')}, and ${id} is ${status}.`;
}

/**
 * @returns the runbooks that stand on an incident's card now. `nth` says how often each was ordered until now: who presses
 * twice what was shown once orders one run.
 */
export function shownRunbooks(
  bound: readonly BoundRunbook[],
  incident: Standing & Pick<Incident, 'runbooks'>,
): readonly ShownRunbook[] {
  return bound
    .filter((runbook) => runbook.button && isOffered(runbook, incident))
    .map(({ name, title }) => ({ name, title, nth: orderedOf(name, incident) }));
}

/** @returns how often a runbook was ordered for an incident. */
export const orderedOf = (name: string, { runbooks = {} }: Pick<Incident, 'runbooks'>): number =>
  Object.hasOwn(runbooks, name) ? (runbooks[name] ?? 0) : 0;
