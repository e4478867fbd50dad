import { expect } from 'vitest';
import { encodeAction, type Modal } from '../../src/chat/element.ts';
import { view as drawn } from '../../src/chat/slack/modal.ts';
import { plain } from '../../src/chat/text.ts';
import type { Office } from './office.ts';

let deliveries = 0;

/** What somebody was answered: all of its words, and its buttons by their labels. */
export interface Told {
  readonly text: string;
  readonly buttons: ReadonlyMap<string, string>;
}

/** Somebody's hand on Slack, of an office. */
export class SlackHand {
  readonly #office: Office;
  readonly #user: string;

  constructor(office: Office, user = 'U0ANA') {
    this.#office = office;
    this.#user = user;
  }

  /** Types `/im …`. @returns the HTTP answer. */
  async types(text: string, delivery = `typed-${++deliveries}`): Promise<string> {
    const response = await this.#office.command(text, { user: this.#user, delivery });
    expect(response.status).toBe(200);
    return response.text();
  }

  /** Mentions Muster. */
  mentions(text: string): Promise<Told> {
    return this.#hears({ type: 'app_mention', text: `<@B1> ${text}` });
  }

  /** Writes into a channel whose messages Muster gets. */
  writes(text: string): Promise<Told> {
    return this.#hears({ type: 'message', text });
  }

  presses(action: string, channel = 'C1'): Promise<Told> {
    const trigger = `press-${++deliveries}`;
    return this.#interacts({
      type: 'block_actions',
      trigger_id: trigger,
      channel: { id: channel },
      container: { type: 'message', channel_id: channel, message_ts: '1.1' },
      actions: [{ type: 'button', action_id: `0:${action}`, value: action, action_ts: trigger }],
    });
  }

  /** Sends a form. @returns the HTTP answer. */
  async submits(modal: Modal, values: Readonly<Record<string, string>>): Promise<string> {
    const { callback_id, private_metadata } = drawn(modal);
    const state = Object.entries(values).map(([id, value]) => [
      id,
      { value: { type: 'plain_text_input', value } },
    ]);
    const view = {
      id: 'V1',
      callback_id,
      private_metadata,
      state: { values: Object.fromEntries(state) as object },
    };
    const response = await this.#sends({ type: 'view_submission', trigger_id: `sent-${++deliveries}`, view });
    return response.text();
  }

  #hears(event: object): Promise<Told> {
    const about = { user: this.#user, channel: 'C1', ts: `17.${++deliveries}`, ...event };
    const body = { type: 'event_callback', event_id: `Ev-${++deliveries}`, event: about };
    return this.#answered(this.#office.slack('events', JSON.stringify(body)));
  }

  #interacts(payload: object): Promise<Told> {
    return this.#answered(this.#sends(payload));
  }

  #sends(payload: object): Promise<Response> {
    const user = { id: this.#user, username: this.#user.toLowerCase() };
    const body = new URLSearchParams({ payload: JSON.stringify({ user, ...payload }) });
    return this.#office.slack('interactions', body.toString());
  }

  async #answered(sent: Promise<Response>): Promise<Told> {
    const before = this.#office.laterReplies.length;
    const response = await sent;
    expect(response.status, await response.text()).toBe(200);
    const message = this.#office.laterReplies.slice(before).at(-1)?.message;
    const { heading = '', summary = '', sections = [], elements = [] } = message ?? {};
    const texts = sections.flatMap(({ text = [], footnote = [] }) => [plain(text), plain(footnote)]);
    const buttons = elements.flatMap((one): [string, string][] =>
      one.kind === 'button' ? [[one.label, encodeAction(one.action)]] : [],
    );
    return { text: [heading, summary, ...texts].join('\n').trim(), buttons: new Map(buttons) };
  }
}
