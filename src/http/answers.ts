import type { Answer } from '../chat/inbound.ts';
import { said, type Message } from '../chat/message.ts';
import { replyMessage } from '../chat/reply.ts';
import { plain, type Text } from '../chat/text.ts';
import { nobodyPaged } from '../incident/narrate.ts';
import type { Caller } from './caller.ts';
import type { Carried } from './commanding.ts';
import type { Declared } from './declaring.ts';
import type { Denied } from './denied.ts';
import type { Doing } from './understanding.ts';

/** @returns a message for whoever asked alone. */
export const privately = (message: Message): Answer => ({ kind: 'message', message, visible: 'privately' });

/** @returns a sentence for whoever asked alone. */
export const say = (text: string): Answer => privately(said(text));

/**
 * @param denied why something is not done; a sentence alone says what is wrong with what was asked for.
 * @returns it for whoever asked alone; programs get it as an error.
 */
export function refuse({ denials }: Pick<Caller, 'denials'>, denied: Denied | string): Answer {
  const why: Denied = typeof denied === 'string' ? { denied: 'invalid', message: denied } : denied;
  denials?.push(why);
  return say(why.message);
}

/** In a form a refusal is shown at the first field, so that what was typed is not lost. */
export function denial(inbound: Doing, caller: Pick<Caller, 'denials'>, denied: Denied): Answer {
  const [first] = inbound.kind === 'submit' ? Object.keys(inbound.values) : [];
  return first === undefined
    ? refuse(caller, denied)
    : { kind: 'invalid', errors: { [first]: denied.message } };
}

/** @returns what all read of an incident that was declared; of a private one its declarer alone. */
export function announcement(declared: Declared, caller: Caller, isPrivate: boolean): Answer {
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

/** @returns what became of a command. */
export function carried(inbound: Doing, caller: Caller, outcome: Carried | Denied): Answer {
  const { unrecorded } = caller;
  if ('denied' in outcome) return denial(inbound, caller, outcome);
  if ('reply' in outcome) {
    const { summary, sections } = replyMessage(outcome.reply);
    return privately({ summary, sections: [...sections, ...(unrecorded ? [{ footnote: [FOLLOWS] }] : [])] });
  }
  return say(
    `${outcome.accepted}: accepted, confirming. No worker answered yet; Temporal keeps your command, and you are told here what came of it.${unrecorded ? ` ${FOLLOWS}` : ''}`,
  );
}
