import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Link } from '../../access/link.ts';
import type { Redact } from '../../access/redact.ts';
import { actingRoles } from '../../action/acting.ts';
import type { CommandWish, IncidentWish } from '../../action/incident-wish.ts';
import type { RunnerOutcome } from '../../action/runner.ts';
import type { RunOrder } from '../../action/run.ts';
import type { TenantConfig } from '../../config/config.ts';
import { Afterwards } from '../../http/afterwards.ts';
import { createAuditLater } from '../../http/audit-later.ts';
import type { Caller } from '../../http/caller.ts';
import type { Denied } from '../../http/denied.ts';
import { createIncidents } from '../../http/incidents.ts';
import type { LinksOf } from '../../http/links.ts';
import { isAway } from '../../http/errors.ts';
import { createOperations, type Operations } from '../../http/operations.ts';
import { Patience } from '../../http/patience.ts';
import { findPerson } from '../../http/people.ts';
import { Unavailable } from '../../http/unavailable.ts';
import type { Command } from '../../incident/command.ts';
import type { Stores } from '../../mongo/index.ts';
import type { SendWish } from '../../runner/incident/runner.ts';
import type { Metrics } from '../../telemetry/metrics.ts';

/** How long Temporal and the store have to take a command, in milliseconds: the attempt itself may take longer. */
const PATIENCE_MS = 20_000;

export interface IncidentSendingDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly config: (tenant: string) => TenantConfig;
  readonly stores: Stores;
  readonly linksOf: (tenant: string, person: string) => Promise<readonly Link[]>;
  readonly links: LinksOf;
  readonly redact: Redact;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** @returns how runs send commands to incidents: the way in which people do, with permission, redaction and audit. */
export function createIncidentSending(deps: IncidentSendingDependencies): (order: RunOrder) => SendWish {
  const { client, taskQueue, stores } = deps;
  const operations = createOperations({
    ...deps,
    incidents: createIncidents({ client, taskQueue, ids: stores.declarations }),
    auditLater: createAuditLater(client, taskQueue),
    afterwards: new Afterwards(),
  });
  return (order) => async (wish, key) => {
    const { tenant, asked } = order;
    const config = deps.config(tenant);
    const caller: Caller = {
      tenant,
      person: asked.by,
      roles: actingRoles(order, config.people.values()),
      via: 'run',
      deliveryId: key,
      patience: new Patience(PATIENCE_MS),
    };
    try {
      return 'declare' in wish
        ? await declared(operations, caller, wish.declare)
        : await commanded(operations, caller, wish, config, order);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      // Nothing has happened, or it has under this key.
      return failed('unavailable', error.message, true);
    }
  };
}

async function declared(
  operations: Operations,
  caller: Caller,
  wish: Extract<IncidentWish, { declare: unknown }>['declare'],
): Promise<RunnerOutcome> {
  const outcome = await operations.declare(caller, wish);
  if ('denied' in outcome) return denied(outcome);
  const { id, severity, title, links } = outcome;
  return {
    status: 'succeeded',
    // As an incident is declared: whoever acknowledges it does so afterwards.
    result: { incident: id, command: 'declare', status: 'open', severity, title, page: links.page },
    ...(wish.private && { confidential: [id] }),
  };
}

async function commanded(
  operations: Operations,
  caller: Caller,
  wish: CommandWish,
  config: TenantConfig,
  { origin }: RunOrder,
): Promise<RunnerOutcome> {
  const command = commandOf(wish, config, origin?.instance ?? '', caller);
  if ('denied' in command) return denied(command);
  const outcome = await operations.command(caller, wish.incident, command);
  if ('denied' in outcome) return { ...denied(outcome), ...(await secrecyOf(operations, caller, wish)) };
  if ('accepted' in outcome) {
    const message = `Temporal keeps it for ${wish.incident}, and no worker has carried it out yet.`;
    return { ...failed('unconfirmed', message, true), ...(await secrecyOf(operations, caller, wish)) };
  }
  const { id, status, severity, title, private: hidden } = outcome.reply.incident;
  return {
    status: 'succeeded',
    result: { incident: id, command: wish.command, status, severity, title },
    ...(hidden && { confidential: [id] }),
  };
}

/** @returns what says that an incident is private of which a refusal tells; also where nobody answers whether it is. */
async function secrecyOf(
  operations: Operations,
  caller: Caller,
  { incident }: CommandWish,
): Promise<Pick<RunnerOutcome, 'confidential'>> {
  try {
    return (await operations.privateOf(caller, [incident])).has(incident) ? { confidential: [incident] } : {};
  } catch (error) {
    if (isAway(error)) return { confidential: [incident] };
    throw error;
  }
}

function commandOf(
  { incident: _, command: name, person: said, ...rest }: CommandWish,
  config: TenantConfig,
  instance: string,
  { person: me }: Caller,
): Command | Denied {
  if (said === undefined) return { name, ...rest } as Command;
  const person = findPerson(config, instance, said, me);
  if (!person)
    return { denied: 'not_found', message: `Nobody is unmistakably ${JSON.stringify(said.slice(0, 60))}.` };
  return { name, person, ...rest } as Command;
}

const denied = ({ denied: code, message }: Denied): RunnerOutcome => failed(code, message, false);

const failed = (code: string, message: string, mayRepeat: boolean): RunnerOutcome => ({
  status: 'failed',
  code,
  message,
  mayRepeat,
});
