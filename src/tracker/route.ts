import type { Severity } from '../incident/severity.ts';

/** Where tickets are made: a tracker of the configuration, and a repository or project there. */
export interface TicketRoute {
  readonly tracker: string;
  readonly place: string;
}

/** Where an incident becomes a ticket by itself, and at which severities. */
export interface TicketPlan extends TicketRoute {
  readonly severities: readonly Severity[];
}

/** `github/acme/payments`, `jira/PAY`. */
export const ROUTE_PATTERN = /^([a-z0-9][a-z0-9._-]{0,63})\/(\S.*)$/;

/** @returns a route that {@link ROUTE_PATTERN} fits; undefined for any other text. */
export function routeOf(text: string): TicketRoute | undefined {
  const [, tracker, place] = ROUTE_PATTERN.exec(text) ?? [];
  return tracker === undefined || place === undefined ? undefined : { tracker, place };
}

/** @returns the route as it is written in the configuration. */
export function routeText({ tracker, place }: TicketRoute): string {
  return `${tracker}/${place}`;
}
