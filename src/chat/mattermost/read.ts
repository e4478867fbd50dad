import { createHash } from 'node:crypto';
import type { Inbound } from '../inbound.ts';
import { BOX, CHECKED } from './dialog.ts';
import { withIds } from './events.ts';
import {
  actionPayload,
  commandPayload,
  conforming,
  dialogState,
  readJson,
  submitPayload,
  type Submit,
} from './payload.ts';

/** Mattermost's three ways in by HTTP; also the last part of their addresses. */
export type Surface = 'commands' | 'actions' | 'dialogs';
export const SURFACES: readonly Surface[] = ['commands', 'actions', 'dialogs'];

/** Mattermost says whom the names in a command's text mean; a name alone may be that of somebody else tomorrow. */
function mentions(form: URLSearchParams): Map<string, string> {
  const ids = form.getAll('user_mentions_ids');
  return new Map(form.getAll('user_mentions').map((name, n) => [name.toLowerCase(), ids[n] ?? '']));
}

/** @param form the decoded body of a slash command. */
export function readCommand(form: URLSearchParams): Inbound {
  const command = conforming(commandPayload, Object.fromEntries(form), 'slash command');
  return {
    kind: 'command',
    deliveryId: command.trigger_id,
    user: { id: command.user_id, name: command.user_name ?? command.user_id },
    text: withIds(command.text, mentions(form)).trim(),
    channel: command.channel_id,
    trigger: command.trigger_id,
  };
}

/** @param payload the decoded JSON of a pressed button or chosen option, whose seal has been verified. */
export function readAction(payload: unknown): Inbound {
  const pressed = conforming(actionPayload, payload, 'action');
  const { context, channel_id: channel, post_id: post, trigger_id: trigger } = pressed;
  const value = context.selected_option;
  return {
    kind: 'press',
    deliveryId: trigger,
    user: { id: pressed.user_id, name: pressed.user_name ?? pressed.user_id },
    action: context.action,
    channel,
    trigger,
    ...(value && { value }),
    ...(post && !context.passing && { message: { channel, id: post } }),
  };
}

function valuesOf(submission: Submit['submission']): Record<string, string> {
  const values: Record<string, string> = {};
  const boxes = new Map<string, string[]>();
  for (const [name, value] of Object.entries(submission)) {
    const at = name.indexOf(BOX);
    if (at >= 0) {
      const input = name.slice(0, at);
      const ticked = boxes.get(input) ?? [];
      boxes.set(input, ticked);
      if (value === true) ticked.push(name.slice(at + 1));
    } else if (typeof value === 'boolean') values[name] = value ? CHECKED : '';
    else values[name] = value === null ? '' : String(value);
  }
  for (const [input, ticked] of boxes) values[input] = ticked.join(',');
  return values;
}

function readContext(json: string): Record<string, string> {
  const read = readJson(json);
  if (typeof read !== 'object' || read === null) return {};
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** @param payload the decoded JSON of a submitted dialog, whose seal has been verified. */
export function readSubmit(payload: unknown): Inbound {
  const submit = conforming(submitPayload, payload, 'dialog');
  if (submit.cancelled) return { kind: 'ignored', reason: 'the form was closed' };
  const { modal, context: json } = conforming(dialogState, readJson(submit.state), 'state of the dialog');
  const context = readContext(json);
  const sent = JSON.stringify([submit.state, Object.entries(submit.submission).sort()]);
  const channel = context['channel'] ?? submit.channel_id;
  return {
    kind: 'submit',
    // A form that was sent back with errors comes again with the same state, and other values.
    deliveryId: createHash('sha256').update(sent).digest('hex').slice(0, 40),
    user: { id: submit.user_id, name: submit.user_id },
    modal,
    context,
    values: valuesOf(submit.submission),
    ...(channel && { channel }),
  };
}
