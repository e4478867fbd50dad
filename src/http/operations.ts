import type { Logger } from 'pino';
import { mayDo } from '../access/policy.ts';
import type { Permission } from '../access/permission.ts';
import type { Config } from '../config/config.ts';
import { planFor, PlanError } from '../config/plan.ts';
import { TITLE_LIMIT, type Command } from '../incident/command.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { incidentWorkflowId, type IncidentId } from '../incident/id.ts';
import type { CommandReply } from '../incident/reply.ts';
import type { Severity } from '../incident/severity.ts';
import type { IncidentView } from '../incident/view.ts';
import type { AuditEntry } from '../mongo/audit-store.ts';
import type { IncidentFilter } from '../mongo/incident-store.ts';
import type { Stores } from '../mongo/index.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Caller } from './caller.ts';
import type { Incidents } from './incidents.ts';

/** Something that was asked for and not done, with the reason for the person who asked. */
export interface Denied {
  readonly denied: 'not_permitted' | 'impossible' | 'not_found' | 'invalid';
  readonly message: string;
}

export interface DeclareRequest {
  readonly title: string;
  readonly severity?: Severity;
  readonly team?: string;
  readonly service?: string;
  readonly private?: boolean;
}

export interface Links {
  readonly page: string;
  readonly workflow?: string;
}

export interface Declared {
  readonly id: IncidentId;
  readonly severity: Severity;
  readonly title: string;
  readonly links: Links;
}

/** A command that was carried out, or one that Temporal keeps until a worker answers. */
export type Carried = { readonly reply: CommandReply } | { readonly accepted: IncidentId };

export interface OperationDependencies {
  readonly config: () => Config;
  readonly incidents: Incidents;
  readonly stores: Stores;
  readonly redact: (text: string) => string;
  readonly links: (tenant: string, id: IncidentId) => Links;
  readonly now: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Everything that can be asked of Muster, with permission, redaction and audit; chat and API both come here. */
export function createOperations(deps: OperationDependencies) {
  const { stores } = deps;

  async function audit(
    caller: Caller,
    action: string,
    incident: string | undefined,
    denied?: Denied,
  ): Promise<void> {
    const outcome = denied ? 'refused' : 'done';
    deps.metrics.commands.inc({ command: action, via: caller.via, outcome });
    const entry: AuditEntry = {
      tenant: caller.tenant,
      at: deps.now(),
      person: caller.person.id,
      name: caller.person.name,
      via: caller.via,
      action,
      outcome,
      deliveryId: caller.deliveryId,
      ...(incident !== undefined && { incident }),
      ...(denied && { reason: denied.message }),
    };
    // What has been done is done: a store that is away for a moment must not make it look undone.
    await stores.audit.write(entry).catch((error: unknown) => {
      deps.log.error({ audit: entry, err: error }, 'the audit record could not be stored');
    });
  }

  function forbidden(caller: Caller, permission: Permission): Denied | undefined {
    const permit = mayDo(deps.config().access.policy, caller.roles, permission);
    return permit.allowed ? undefined : { denied: 'not_permitted', message: permit.message };
  }

  /** People who may not see a private incident are not told that it exists. */
  function hidden(caller: Caller, { incident }: IncidentView): boolean {
    if (!incident.private || !forbidden(caller, 'private')) return false;
    const insiders = [incident.declared.by, ...incident.responders.map(({ person }) => person)];
    return !insiders.some(({ id }) => id === caller.person.id);
  }

  const notFound = (id: IncidentId): Denied => ({
    denied: 'not_found',
    message: `There is no incident ${id}.`,
  });

  async function visible(caller: Caller, id: IncidentId): Promise<IncidentView | undefined> {
    const view = await stores.incidents.find(caller.tenant, id);
    return view && !hidden(caller, view) ? view : undefined;
  }

  async function declare(caller: Caller, request: DeclareRequest): Promise<Declared | Denied> {
    const title = deps.redact(request.title.trim());
    if (!title) return { denied: 'invalid', message: 'An incident needs a title.' };
    if (title.length > TITLE_LIMIT) {
      return {
        denied: 'invalid',
        message: `A title has at most ${TITLE_LIMIT} characters; this one has ${title.length}.`,
      };
    }
    const config = deps.config();
    let made: ReturnType<typeof planFor>;
    try {
      made = planFor(config, request);
    } catch (error) {
      if (error instanceof PlanError) return { denied: 'invalid', message: error.message };
      throw error;
    }
    const { severity, team, service, plan, routing } = made;
    const id = await deps.incidents.declare(caller.tenant, `${caller.via}:${caller.deliveryId}`, (id) => ({
      tenant: caller.tenant,
      id,
      deliveryId: `${caller.via}:${caller.deliveryId}`,
      declaration: {
        title,
        severity,
        private: request.private ?? false,
        by: caller.person,
        ...(team !== undefined && { team }),
        ...(service !== undefined && { service }),
      },
      plan,
      routing,
      planVersion: config.version,
      links: deps.links(caller.tenant, id),
    }));
    return { id, severity, title, links: deps.links(caller.tenant, id) };
  }

  async function carryOut(caller: Caller, id: IncidentId, command: Command): Promise<Carried | Denied> {
    const view = await visibleOrUnrecorded(caller, id);
    if (view === 'hidden') return notFound(id);
    const { name, ...argument } = cleaned(command);
    const outcome = await deps.incidents.command(caller.tenant, id, name, {
      ...argument,
      by: caller.person,
      deliveryId: `${caller.via}:${caller.deliveryId}`,
      ...(caller.confirmTo && { confirmTo: caller.confirmTo }),
    });
    switch (outcome.kind) {
      case 'done':
        return { reply: outcome.reply };
      case 'accepted':
        return { accepted: id };
      case 'refused':
        return { denied: 'impossible', message: outcome.refusal.message };
      case 'not found': {
        const { incident } = view ?? {};
        if (!incident) return notFound(id);
        return {
          denied: 'impossible',
          message: `${id} is ${incident.status}; declare a new incident instead.`,
        };
      }
    }
  }

  /** The read model lags behind by a moment: an incident that is not in it yet is left to the workflow to know. */
  async function visibleOrUnrecorded(
    caller: Caller,
    id: IncidentId,
  ): Promise<IncidentView | 'hidden' | undefined> {
    const view = await stores.incidents.find(caller.tenant, id);
    return view && hidden(caller, view) ? 'hidden' : view;
  }

  function cleaned(command: Command): Command {
    if (command.name === 'note') return { ...command, text: deps.redact(command.text) };
    if (command.name === 'title') return { ...command, title: deps.redact(command.title) };
    return 'note' in command ? { ...command, note: deps.redact(command.note) } : command;
  }

  return {
    async declare(caller: Caller, request: DeclareRequest): Promise<Declared | Denied> {
      const outcome = forbidden(caller, 'declare') ?? (await declare(caller, request));
      await audit(
        caller,
        'declare',
        'id' in outcome ? outcome.id : undefined,
        'denied' in outcome ? outcome : undefined,
      );
      return outcome;
    },

    async command(caller: Caller, id: IncidentId, command: Command): Promise<Carried | Denied> {
      const outcome = forbidden(caller, command.name) ?? (await carryOut(caller, id, command));
      await audit(caller, command.name, id, 'denied' in outcome ? outcome : undefined);
      return outcome;
    },

    async status(caller: Caller, id: IncidentId): Promise<IncidentView | Denied> {
      const outcome = forbidden(caller, 'status') ?? (await visible(caller, id)) ?? notFound(id);
      if ('denied' in outcome) await audit(caller, 'status', id, outcome);
      return outcome;
    },

    /** @returns the newest `limit` events, oldest first. */
    async timeline(caller: Caller, id: IncidentId, limit: number): Promise<IncidentEvent[] | Denied> {
      const view = await this.status(caller, id);
      if ('denied' in view) return view;
      return stores.timeline.read(caller.tenant, id, view.incident.sequence, limit);
    },

    async list(
      caller: Caller,
      filter: Omit<IncidentFilter, 'visibleTo'>,
      limit: number,
    ): Promise<{ incidents: IncidentView[]; total: number } | Denied> {
      const denied = forbidden(caller, 'list');
      if (denied) {
        await audit(caller, 'list', undefined, denied);
        return denied;
      }
      const seen: IncidentFilter = forbidden(caller, 'private')
        ? { ...filter, visibleTo: caller.person.id }
        : filter;
      const { before: _, ...all } = seen;
      const [incidents, total] = await Promise.all([
        stores.incidents.list(caller.tenant, seen, limit),
        stores.incidents.count(caller.tenant, all),
      ]);
      return { incidents, total };
    },

    permitted: (caller: Caller, permission: Permission): Denied | undefined => forbidden(caller, permission),

    /** @returns the incident whose own channel this is. */
    incidentOf: (tenant: string, instance: string, channel: string): Promise<IncidentId | undefined> =>
      stores.incidents.findByChannel(tenant, instance, channel),

    links: (tenant: string, id: IncidentId): Links => deps.links(tenant, id),
  };
}

export type Operations = ReturnType<typeof createOperations>;

/** @returns where an incident is seen: its page, and its workflow in the Temporal UI where there is one. */
export function linksTo(baseUrl: string, namespace: string, temporalUi: string | undefined) {
  return (tenant: string, id: IncidentId): Links => ({
    page: `${baseUrl}/incidents/${id}`,
    ...(temporalUi !== undefined && {
      workflow: `${temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(incidentWorkflowId(tenant, id))}`,
    }),
  });
}
