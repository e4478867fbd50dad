import type { TenantConfig } from '../config/config.ts';
import { ticketRouteFor, ticketRoutes } from '../config/ticket-routes.ts';
import type { Incident } from '../incident/incident.ts';
import { routeText, type TicketRoute } from '../tracker/route.ts';
import type { Denied } from './denied.ts';

/**
 * Finds where something of an incident becomes a ticket. Only what the configuration names: whoever may make tickets could
 * otherwise write wherever the token can.
 * @param to a tracker, or a place of one, as it was typed; without it the incident's own. @param what becomes a ticket.
 */
export function ticketPlace(
  config: Pick<TenantConfig, 'services' | 'teams' | 'defaults'>,
  incident: Incident,
  to: string | undefined,
  what: string,
): TicketRoute | Denied {
  const impossible = (message: string): Denied => ({ denied: 'impossible', message });
  const own = ticketRouteFor(config, incident);
  const known = ticketRoutes(config);
  if (to === undefined) {
    if (own) return own;
    const where = [
      ...(incident.service === undefined ? [] : [`services.${incident.service}.tracker`]),
      ...(incident.team === undefined ? [] : [`teams.${incident.team}.tracker`]),
      'defaults.tracker',
    ].join(' or ');
    return impossible(`Nothing says where ${what} become tickets: set ${where} in the configuration.`);
  }
  const found = known.filter((route) => routeText(route) === to || route.tracker === to);
  const [one, ...others] = own && found.some((route) => routeText(route) === routeText(own)) ? [own] : found;
  if (one && others.length === 0) return one;
  const names = known.map(routeText).join(', ');
  const which = one ? `${to} has several places` : `The configuration names no ${to.slice(0, 80)}`;
  return impossible(
    `${which}: ${names ? `it is one of ${names}` : 'it has no place for tickets, see `defaults.tracker`'}.`,
  );
}
