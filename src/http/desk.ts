import type { Identity } from '../access/identity.ts';
import type { Answer } from '../chat/inbound.ts';
import { listMessage } from '../chat/listing.ts';
import { said, type Message } from '../chat/message.ts';
import { replyMessage } from '../chat/reply.ts';
import { statusMessage } from '../chat/status.ts';
import { plain, type Text } from '../chat/text.ts';
import type { Ask } from '../command/ask.ts';
import { formModal } from '../command/form.ts';
import { helpMessage } from '../command/help.ts';
import type { Config } from '../config/config.ts';
import type { IncidentId } from '../incident/id.ts';
import { nobodyPaged } from '../incident/narrate.ts';
import type { Caller } from './caller.ts';
import type { Take } from './limits.ts';
import type { Carried } from './commanding.ts';
import type { Declared } from './declaring.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import { findPerson } from './people.ts';
import type { Sighted } from './sightings.ts';
import { understand, type Doing } from './understanding.ts';

/** A delivery whose answer somebody waits for. `unrecorded` as in {@link Caller}. */
export type Waiting = Pick<Caller, 'patience' | 'unrecorded'>;

/**
 * Answers what people do in chat.
 * @throws Unavailable, and what the store throws, when what was asked for needs a part that is away.
 */
export type Desk = (tenant: string, instance: string, inbound: Doing, waiting: Waiting) => Promise<Answer>;

export interface DeskDependencies {
  readonly operations: Operations;
  readonly config: () => Config;
  readonly identify: (
    tenant: string,
    instance: string,
    user: { id: string; name: string; outsider?: boolean },
  ) => Promise<Identity>;
  readonly sighted: Sighted;
  readonly limitPerson: Take;
  readonly limitInstance: Take;
}

/** How many incidents a list shows, and how many events a status. */
const LISTED = 20;
const TOLD = 8;

const privately = (message: Message): Answer => ({ kind: 'message', message, visible: 'privately' });
const say = (text: string): Answer => privately(said(text));

export function createDesk(deps: DeskDependencies): Desk {
  const { operations } = deps;

  return async (tenant, instance, inbound, waiting) => {
    const { user, deliveryId } = inbound;
    const id = `${instance}/${user.id}`;
    // One person's haste must not use up what the instance has for all.
    const wait = (await deps.limitPerson(id)) || (await deps.limitInstance(instance));
    if (wait > 0) {
      // The platform is not asked who this is: that would be yet another request for each that is too much.
      const somebody = { tenant, person: { id, name: user.name }, roles: [], via: instance, deliveryId };
      return say((await operations.hasty({ ...somebody, ...waiting }, inbound.kind, wait)).message);
    }
    const [ask, identity] = await Promise.all([
      understand(inbound, (channel) => operations.incidentOf(tenant, instance, channel)),
      deps.identify(tenant, instance, user),
    ]);
    deps.sighted(tenant, instance, user, identity);
    const { person, roles } = identity;
    const channel = inbound.channel ?? ('context' in inbound ? inbound.context.channel : undefined);
    const caller: Caller = {
      tenant,
      person,
      roles,
      via: instance,
      deliveryId,
      ...waiting,
      ...(channel !== undefined && { confirmTo: { instance, channel, user: user.id } }),
    };
    switch (ask.kind) {
      case 'message':
      case 'modal':
      case 'invalid':
      case 'options':
      case 'home':
      case 'previews':
      case 'nothing':
        return ask;
      case 'problem':
        return say(ask.message);
      case 'help':
        return privately(helpMessage(ask.about));
      case 'form':
        return openForm(caller, ask, channel);
      case 'declare': {
        const declared = await operations.declare(caller, ask);
        return 'denied' in declared ? denial(inbound, declared) : announce(declared, caller, ask.private);
      }
      case 'assign': {
        const assignee = findPerson(deps.config(), instance, ask.person, caller.person);
        if (!assignee)
          return say(`I do not know ${ask.person}. Mention somebody, or name a person of the configuration.`);
        const command = { name: 'assign', person: assignee, ...(ask.role && { role: ask.role }) } as const;
        return carried(inbound, caller, await operations.command(caller, ask.incident, command));
      }
      case 'command':
        return carried(inbound, caller, await operations.command(caller, ask.incident, ask.command));
      case 'status':
        return status(caller, ask.incident);
      case 'list':
        return list(caller, ask);
    }
  };

  async function openForm(
    caller: Caller,
    { form, incident, initial }: Extract<Ask, { kind: 'form' }>,
    channel: string | undefined,
  ): Promise<Answer> {
    const denied = await operations.permitted(caller, form);
    if (denied) return say(denied.message);
    const { teams, services, defaults } = deps.config();
    const options = (all: Iterable<{ id: string; name: string }>) =>
      [...all].map(({ id, name }) => ({ value: id, label: name }));
    const choices = {
      severity: defaults.severity,
      teams: options(teams.values()),
      services: options(services.values()),
    };
    return {
      kind: 'modal',
      modal: formModal(form, incident, choices, channel === undefined ? {} : { channel }, initial),
    };
  }

  async function status(caller: Caller, id: IncidentId): Promise<Answer> {
    const view = await operations.status(caller, id);
    if ('denied' in view) return say(view.message);
    const events = await operations.timeline(caller, id, TOLD);
    return privately(
      statusMessage(view, 'denied' in events ? [] : events, operations.links(caller.tenant, id)),
    );
  }

  async function list(caller: Caller, ask: Extract<Ask, { kind: 'list' }>): Promise<Answer> {
    const { status, severity, team, service, mine, all, before } = ask;
    const filter = {
      ...(status ? { status } : !all && { active: true }),
      ...(severity && { severity }),
      ...(team !== undefined && { team }),
      ...(service !== undefined && { service }),
      ...(before !== undefined && { before }),
      ...(mine && { responder: caller.person.id }),
    };
    const found = await operations.list(caller, filter, LISTED);
    if ('denied' in found) return say(found.message);
    const pageOf = ({ incident }: { incident: { tenant: string; id: IncidentId } }) =>
      operations.links(incident.tenant, incident.id).page;
    const narrowed = Boolean(status ?? severity ?? team ?? service ?? before) || mine;
    const more = found.incidents.length === LISTED && found.total > LISTED;
    return privately(listMessage({ ...found, more, narrowed }, pageOf));
  }
}

/** In a form a refusal is shown at the first field, so that what was typed is not lost. */
function denial(inbound: Doing, denied: Denied): Answer {
  const [first] = inbound.kind === 'submit' ? Object.keys(inbound.values) : [];
  return first === undefined ? say(denied.message) : { kind: 'invalid', errors: { [first]: denied.message } };
}

function announce(declared: Declared, caller: Caller, isPrivate: boolean): Answer {
  const text: Text = [
    '🚨 ',
    { bold: caller.person.name },
    ' declared ',
    { link: declared.links.page, label: declared.id },
    ` ${declared.severity}: `,
    { bold: declared.title },
  ];
  // A private incident has no announcement that would say it, and no channel unless it is configured.
  const warning = declared.nobodyPaged && nobodyPaged(declared.nobodyPaged);
  const message: Message = {
    summary: plain([...text, ...(warning ? ['. ', ...warning] : [])]),
    sections: [{ text }, ...(warning ? [{ text: warning }] : [])],
  };
  return { kind: 'message', message, visible: isPrivate ? 'privately' : 'to all' };
}

/** What is added while the store is away: nobody may take what they do not see yet for undone. */
const FOLLOWS = "Muster's records do not answer at the moment; they follow.";

function carried(inbound: Doing, { unrecorded }: Caller, outcome: Carried | Denied): Answer {
  if ('denied' in outcome) return denial(inbound, outcome);
  if ('reply' in outcome) {
    const { summary, sections } = replyMessage(outcome.reply);
    return privately({ summary, sections: [...sections, ...(unrecorded ? [{ footnote: [FOLLOWS] }] : [])] });
  }
  return say(
    `${outcome.accepted}: accepted, confirming. No worker answered yet; Temporal keeps your command, and you are told here what came of it.${unrecorded ? ` ${FOLLOWS}` : ''}`,
  );
}
