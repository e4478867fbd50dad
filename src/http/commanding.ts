import type { Redact } from '../access/redact.ts';
import type { Command } from '../incident/command.ts';
import type { IncidentId } from '../incident/id.ts';
import { kept } from '../incident/quotation.ts';
import type { CommandReply } from '../incident/reply.ts';
import { onOneLine } from '../incident/title.ts';
import type { Caller } from './caller.ts';
import { notFound, type Denied } from './denied.ts';
import type { Incidents } from './incidents.ts';
import type { Sight } from './sight.ts';

/** A command that was carried out, or one that Temporal keeps until a worker answers. */
export type Carried = { readonly reply: CommandReply } | { readonly accepted: IncidentId };

export interface CommandingDependencies {
  readonly incidents: Incidents;
  readonly sight: Sight;
  readonly redact: Redact;
}

/** @returns a function that sends a command to an incident that the caller may know of. */
export function createCommanding(deps: CommandingDependencies) {
  function cleaned(command: Command, tenant: string): Command {
    const redact = (text: string): string => deps.redact(text, tenant);
    if (command.name === 'note') {
      const { quoted } = command;
      return { ...command, text: redact(command.text), ...(quoted && { quoted: kept(quoted, redact) }) };
    }
    if (command.name === 'link') {
      const { title, url } = command;
      // An address with a secret in it is refused: without it, it would lead nowhere.
      return {
        ...command,
        url: redact(url),
        ...(title !== undefined && { title: redact(onOneLine(title)) }),
      };
    }
    if (command.name === 'update') return { ...command, text: redact(command.text) };
    if (command.name === 'title') return { ...command, title: redact(onOneLine(command.title)) };
    return 'note' in command ? { ...command, note: redact(command.note) } : command;
  }

  return async (
    caller: Caller,
    id: IncidentId,
    command: Command,
    once = caller.deliveryId,
  ): Promise<Carried | Denied> => {
    if (!(await deps.sight.mayKnow(caller, id))) return none(caller, id);
    const { name, ...argument } = cleaned(command, caller.tenant);
    const request = {
      ...argument,
      by: caller.person,
      deliveryId: `${caller.via}:${once}`,
      ...(caller.confirmTo && { confirmTo: caller.confirmTo }),
    };
    const outcome = await deps.incidents.command(caller.tenant, id, name, request, caller.patience);
    switch (outcome.kind) {
      case 'done':
        return { reply: outcome.reply };
      case 'accepted':
        return { accepted: id };
      case 'refused':
        return { denied: 'impossible', message: outcome.refusal.message };
      case 'not found':
        return notUnderWay(caller, id);
    }
  };

  /** What is said where there is nothing is said in the same words of what the caller may not know of. */
  function none({ unrecorded }: Caller, id: IncidentId): Denied {
    return unrecorded ? { denied: 'not_found', message: `No incident ${id} is under way.` } : notFound(id);
  }

  async function notUnderWay(caller: Caller, id: IncidentId): Promise<Denied> {
    if (caller.unrecorded) return none(caller, id);
    const view = await deps.sight.look(caller, id);
    if (!view || view === 'hidden') return none(caller, id);
    const message = `${id} is ${view.incident.status}; declare a new incident instead.`;
    return { denied: 'impossible', message };
  }
}
