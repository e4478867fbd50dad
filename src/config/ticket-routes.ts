import { routeText, type TicketPlan, type TicketRoute } from '../tracker/route.ts';
import type { TenantConfig } from './config.ts';

type Routed = Pick<TenantConfig, 'services' | 'teams' | 'defaults'>;

/** @returns where an incident and its action items become tickets: its service's, else its team's, else that of all. */
export function ticketRouteFor(
  { services, teams, defaults }: Routed,
  { service, team }: { readonly service?: string; readonly team?: string },
): TicketRoute | undefined {
  const known = service === undefined ? undefined : services.get(service);
  const ofTeam = team === undefined ? known?.team : teams.get(team);
  return known?.tracker ?? ofTeam?.tracker ?? defaults.tracker;
}

/** @returns every place that the configuration names, each once. */
export function ticketRoutes({ services, teams, defaults }: Routed): TicketRoute[] {
  const all = [...services.values(), ...teams.values(), defaults].flatMap(({ tracker }) =>
    tracker ? [[routeText(tracker), tracker] as const] : [],
  );
  return [...new Map(all).values()];
}

/** @returns whether and where an incident becomes a ticket by itself: at the severities of its service, else of its team, else of all. */
export function ticketPlanFor(
  config: Routed & Pick<TenantConfig, 'tickets'>,
  incident: { readonly service?: string; readonly team?: string; readonly private: boolean },
): TicketPlan | undefined {
  const { service, team } = incident;
  const known = service === undefined ? undefined : config.services.get(service);
  const ofTeam = team === undefined ? known?.team : config.teams.get(team);
  const severities = known?.tickets ?? ofTeam?.tickets ?? config.defaults.tickets ?? [];
  const route = ticketRouteFor(config, incident);
  if (!route || severities.length === 0) return undefined;
  return incident.private && config.tickets.private === 'nothing' ? undefined : { ...route, severities };
}
