import { plainMessage } from '../chat/plain-message.ts';
import type { Message } from '../chat/message.ts';
import { withoutForm } from '../command/form.ts';
import { parseCommandLine } from '../command/parse.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { createDesk, type DeskDependencies } from './desk.ts';
import type { Operations } from './operations.ts';

/** What a line that was typed came to. */
export interface LineAnswer {
  /** For a terminal. */
  readonly text: string;
  readonly message: Message;
  /** The incident that it was about. */
  readonly id?: IncidentId;
  /** How that one stands now, where it can be read. */
  readonly view?: Pick<IncidentView, 'incident' | 'deadlines' | 'problems'>;
}

/** Does what somebody would have typed after `/im`. @param here the incident that is meant where none is named. */
export type Line = (caller: Caller, text: string, here?: IncidentId) => Promise<LineAnswer | Denied>;

const ACCOUNTS = 'This is about accounts on chat platforms, and a token has none: type it in chat.';

/** @returns a function by which programs do what people do in chat: the same words, rules and answers. */
export function createLine(deps: DeskDependencies): Line {
  return async (caller, text, here) => {
    const ask = parseCommandLine(text, { incident: here });
    if (ask.kind === 'problem') return { denied: 'invalid', message: ask.message };
    if (ask.kind === 'account') return { denied: 'invalid', message: ACCOUNTS };
    if (ask.kind === 'form') {
      const instead = withoutForm(ask);
      const message = instead.kind === 'problem' ? instead.message : 'Say what in words.';
      return { denied: 'invalid', message };
    }
    let id = 'incident' in ask ? ask.incident : undefined;
    let view: LineAnswer['view'];
    const operations: Operations = {
      ...deps.operations,
      incidentOf: () => Promise.resolve(here),
      async declare(who, request) {
        const declared = await deps.operations.declare(who, request);
        if (!('denied' in declared)) ({ id } = declared);
        return declared;
      },
      // There is nobody in chat to whom the outcome could be told later.
      async command({ confirmTo: _, ...who }, ...rest) {
        const carried = await deps.operations.command(who, ...rest);
        if ('reply' in carried) view = { ...carried.reply, problems: [] };
        return carried;
      },
    };
    const denials: Denied[] = [];
    const desk = createDesk({
      ...deps,
      operations,
      identify: () => Promise.resolve({ person: caller.person, roles: caller.roles, by: 'platform id' }),
      // The API has counted this request already, and a token is nobody's chat account.
      limitPerson: () => Promise.resolve(0),
      limitInstance: () => Promise.resolve(0),
      sighted: () => undefined,
      zoneOf: () => undefined,
      zoneSoon: () => Promise.resolve(undefined),
    });
    const { deliveryId, patience } = caller;
    const user = { id: caller.person.id, name: caller.person.name };
    const typed = { kind: 'command', text, user, deliveryId, channel: '' } as const;
    const answer = await desk(caller.tenant, caller.via, typed, { patience, denials });
    const refused = denials.at(-1);
    if (refused) return refused;
    if (answer.kind !== 'message') return { denied: 'invalid', message: 'That cannot be answered here.' };
    view ??= id && (await deps.operations.glimpse(caller, id));
    const { message } = answer;
    return { text: plainMessage(message), message, ...(id && { id }), ...(view && { view }) };
  };
}
