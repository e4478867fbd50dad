import type { Answer, HttpAnswer, Inbound, Response } from '../inbound.ts';
import { option } from './actions.ts';
import { LIMITS } from './limits.ts';
import { view } from './modal.ts';
import { render } from './render.ts';

const EMPTY: HttpAnswer = { status: 200, contentType: 'text/plain; charset=utf-8', body: '' };

function json(body: unknown): HttpAnswer {
  // Slack reads an answer as JSON only with exactly this type.
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

function later(answer: Answer, http: HttpAnswer = EMPTY): Response {
  return answer.kind === 'nothing' ? { http } : { http, undelivered: answer };
}

function toCommand(answer: Answer): Response {
  if (answer.kind !== 'message') return later(answer);
  const type = answer.visible === 'to all' ? 'in_channel' : 'ephemeral';
  return {
    http: json({ response_type: type, link_names: false, unfurl_links: false, ...render(answer.message) }),
  };
}

function toSubmit(answer: Answer): Response {
  if (answer.kind === 'invalid') return { http: json({ response_action: 'errors', errors: answer.errors }) };
  if (answer.kind === 'modal') return { http: json({ response_action: 'update', view: view(answer.modal) }) };
  return later(answer, json({ response_action: 'clear' }));
}

/**
 * Puts into Slack's HTTP answer what it can carry: a slash command takes a message, a submitted modal takes errors or
 * another modal, a press and an event take nothing.
 */
export function respond(inbound: Inbound, answer: Answer): Response {
  switch (inbound.kind) {
    case 'challenge':
      return { http: json({ challenge: inbound.answer }) };
    case 'command':
      return toCommand(answer);
    case 'submit':
      return toSubmit(answer);
    case 'suggest': {
      const options = answer.kind === 'options' ? answer.options.slice(0, LIMITS.suggestions) : [];
      return { http: json({ options: options.map(option) }) };
    }
    case 'press':
    case 'mention':
    case 'shortcut':
    case 'reaction':
    case 'home':
    case 'links':
      return later(answer);
    case 'ignored':
      return { http: EMPTY };
  }
}
