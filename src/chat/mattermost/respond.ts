import type { Answer, HttpAnswer, Inbound, Response } from '../inbound.ts';
import type { Message } from '../message.ts';
import { dialog } from './dialog.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { render, type MattermostMessage } from './render.ts';
import { sealingFor, type SealingNeeds } from './sealing.ts';

function json(body: unknown): HttpAnswer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

const EMPTY: HttpAnswer = json({});

function later(answer: Answer): Response {
  return answer.kind === 'nothing' ? { http: EMPTY } : { http: EMPTY, undelivered: answer };
}

/** Without `skip_slack_parsing` the server would rewrite what looks like Slack's markup. */
function toCommand(inbound: Inbound & { kind: 'command' }, answer: Answer, needs: SealingNeeds): Response {
  if (answer.kind !== 'message') return later(answer);
  const passing = answer.visible === 'privately';
  const drawn = render(answer.message, sealingFor(needs, inbound.channel, passing));
  return {
    http: json({
      response_type: passing ? 'ephemeral' : 'in_channel',
      text: drawn.message,
      ...(drawn.attachments.length > 0 && { attachments: drawn.attachments }),
      skip_slack_parsing: true,
    }),
  };
}

function flat({ message, attachments }: MattermostMessage): string {
  const pieces = attachments.flatMap(({ text, fields = [] }) => [
    ...(text ? [text] : []),
    ...fields.map(({ title, value }) => (title ? `${title}: ${value}` : value)),
  ]);
  return bounded([...(message ? [message] : []), ...pieces].join('\n\n'), LIMITS.message);
}

/** A pressed button is answered by text alone: what has buttons itself has to be a post. */
function toPress(answer: Answer, needs: SealingNeeds): Response {
  if (answer.kind !== 'message' || answer.visible !== 'privately' || answer.message.elements?.length)
    return later(answer);
  const drawn = render(withoutElements(answer.message), sealingFor(needs, '', true));
  return { http: json({ ephemeral_text: flat(drawn), skip_slack_parsing: true }) };
}

function withoutElements({ elements: _, ...message }: Message): Message {
  return message;
}

function toSubmit(inbound: Inbound & { kind: 'submit' }, answer: Answer, needs: SealingNeeds): Response {
  if (answer.kind === 'invalid') return { http: json({ errors: answer.errors }) };
  // Servers before 11 close the form instead.
  if (answer.kind === 'modal')
    return { http: json({ type: 'form', form: dialog(answer.modal, inbound.user.id, needs) }) };
  return later(answer);
}

/**
 * Puts into Mattermost's HTTP answer what it can carry: a slash command takes a message, a pressed button a text that
 * only who pressed sees, a submitted dialog errors or another dialog.
 */
export function respond(inbound: Inbound, answer: Answer, needs: SealingNeeds): Response {
  switch (inbound.kind) {
    case 'command':
      return toCommand(inbound, answer, needs);
    case 'press':
      return toPress(answer, needs);
    case 'submit':
      return toSubmit(inbound, answer, needs);
    case 'mention':
    case 'shortcut':
    case 'reaction':
    case 'home':
    case 'links':
    case 'suggest':
      return later(answer);
    case 'challenge':
    case 'ignored':
      return { http: EMPTY };
  }
}
