import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/chat/error.ts';
import { SURFACES } from '../../../../src/chat/slack/read.ts';
import { adapter, fixture, request } from './fixture.ts';

function parse(surface: string, body: string | Uint8Array): unknown {
  return adapter().parse(request(surface, body));
}

interface Payload {
  readonly actions: { action_id: string }[];
  readonly view: { private_metadata: string };
  readonly event: object;
  readonly container: object;
}

function changed(name: string, change: (payload: Payload) => void): string {
  const payload = JSON.parse(fixture(name)) as Payload;
  change(payload);
  return JSON.stringify(payload);
}

describe("what Slack's documentation shows", () => {
  it('a slash command', () => {
    expect(parse('commands', fixture('command.txt'))).toEqual({
      kind: 'command',
      deliveryId: '13345224609.738474920.8088930838d88f008e0',
      user: { id: 'U2147483697', name: 'Steve' },
      text: '94070',
      channel: 'C2147483705',
      trigger: '13345224609.738474920.8088930838d88f008e0',
    });
  });

  it('a slash command without words', () => {
    expect(parse('commands', fixture('signed-command.txt'))).toMatchObject({ kind: 'command', text: '' });
  });

  it('a slash command with a mention, a channel, a link and entities', () => {
    const text = '  assign <@U012AB|ana> &amp; <#C1|ops>  <https://x.example|x.example> ';
    const body = `${fixture('command.txt').replace('text=94070', 'x=1')}&text=${encodeURIComponent(text)}`;
    expect(parse('commands', body)).toMatchObject({ text: 'assign <@U012AB> & #ops  x.example' });
  });

  it("Slack's check of the certificate", () => {
    expect(parse('commands', 'ssl_check=1&token=x')).toMatchObject({ kind: 'ignored' });
  });

  it('a pressed button', () => {
    expect(parse('interactions', fixture('block-actions.json'))).toEqual({
      kind: 'press',
      deliveryId: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3:1548426417.840180',
      user: { id: 'UA8RXUSPL', name: 'jtorrance' },
      action: 'ack INC-7',
      channel: 'CBR2V3XEX',
      message: { channel: 'CBR2V3XEX', id: '1548261231.000200' },
      trigger: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
    });
  });

  it('a pressed button of a private reply, which is no message that could be changed', () => {
    const body = changed('block-actions.json', (payload) =>
      Object.assign(payload.container, { is_ephemeral: true }),
    );
    const press = parse('interactions', body);
    expect(press).toMatchObject({ kind: 'press', channel: 'CBR2V3XEX' });
    expect(press).not.toHaveProperty('message');
  });

  it('a chosen option', () => {
    expect(parse('interactions', fixture('block-actions-select.json'))).toMatchObject({
      kind: 'press',
      action: 'severity INC-7',
      value: 'SEV-2',
    });
  });

  it("a button that is not Muster's", () => {
    const body = changed('block-actions.json', (payload) =>
      Object.assign(payload.actions[0]!, { action_id: 'WaXA' }),
    );
    expect(parse('interactions', body)).toMatchObject({ kind: 'ignored' });
  });

  it('a submitted modal, each kind of input as a text', () => {
    expect(parse('interactions', fixture('view-submission.json'))).toEqual({
      kind: 'submit',
      deliveryId: '156772938.1827394.a1b2c3',
      user: { id: 'UA8RXUSPL', name: 'jtorrance' },
      modal: 'declare',
      context: { channel: 'CBR2V3XEX', draft: '1' },
      values: {
        title: 'Checkout <is> down & out',
        details: '',
        severity: 'SEV-1',
        service: '',
        commander: 'UA8RXUSPL',
        private: 'true',
        notify: '',
      },
      channel: 'CBR2V3XEX',
    });
  });

  it('a submitted modal with a context that is none', () => {
    for (const metadata of ['', '{', 'null', '[1]', '{"a":1}']) {
      const body = changed('view-submission.json', (payload) =>
        Object.assign(payload.view, { private_metadata: metadata }),
      );
      expect(parse('interactions', body)).toMatchObject({ kind: 'submit', context: {} });
    }
  });

  it('a closed modal', () => {
    expect(parse('interactions', fixture('view-closed.json'))).toMatchObject({ kind: 'ignored' });
  });

  it('a mention', () => {
    expect(parse('events', fixture('app-mention.json'))).toEqual({
      kind: 'mention',
      deliveryId: 'Ev123ABC456',
      user: { id: 'U123ABC456', name: 'U123ABC456' },
      text: 'What is the hour of the pearl, ?',
      channel: 'C123ABC456',
      thread: { channel: 'C123ABC456', id: '1515449522.000016' },
    });
  });

  it('a mention in a thread, of the bot and of somebody else', () => {
    const body = changed('app-mention.json', (payload) =>
      Object.assign(payload.event, {
        text: '<@U0LAN0Z89> assign <@U999|zoe>\n&lt;now&gt;',
        thread_ts: '1.000001',
      }),
    );
    expect(parse('events', body)).toMatchObject({
      text: 'assign <@U999>\n<now>',
      thread: { id: '1.000001' },
    });
  });

  it('a mention by an app, which must not be answered', () => {
    const body = changed('app-mention.json', (payload) => Object.assign(payload.event, { bot_id: 'B1' }));
    expect(parse('events', body)).toMatchObject({ kind: 'ignored' });
  });

  describe('a line that begins with !', () => {
    const wrote = (event: object) =>
      parse(
        'events',
        changed('message.json', (payload) => {
          Object.assign(payload, { authorizations: [{ user_id: 'U0LAN0Z89', team_id: 'T123ABC456' }] });
          Object.assign(payload.event, event);
        }),
      );

    it('asks for what stands behind it, below that message', () => {
      expect(wrote({ text: '!google &lt;StackStorm&gt; for <@U999|zoe>' })).toEqual({
        kind: 'mention',
        exclaimed: true,
        deliveryId: 'Ev0PV52K21',
        user: { id: 'U123ABC456', name: 'U123ABC456' },
        text: 'google <StackStorm> for <@U999>',
        channel: 'C123ABC456',
        thread: { channel: 'C123ABC456', id: '1355517523.000005' },
      });
      expect(wrote({ text: '!google x', thread_ts: '1.1', subtype: 'thread_broadcast' })).toMatchObject({
        exclaimed: true,
        thread: { id: '1.1' },
      });
    });

    it.each([
      ['of an app', { bot_id: 'B1' }],
      ['of nobody', { user: undefined }],
      ['changed later', { subtype: 'message_changed', text: undefined }],
      ['joining', { subtype: 'channel_join' }],
      ['with a mention, of which Slack tells itself', { text: '!google <@U0LAN0Z89>' }],
      ['that is no word', { text: '!= 3' }],
      ['that only cries', { text: 'hurry!!!' }],
    ])('is nothing when it is %s', (_, event) => {
      expect(wrote({ text: '!google StackStorm', ...event })).toMatchObject({ kind: 'ignored' });
    });
  });

  it.each(['message.json', 'channel-created.json'])('the event of %s, which asks for nothing', (name) => {
    expect(parse('events', fixture(name))).toMatchObject({ kind: 'ignored' });
  });

  it('the test of the address', () => {
    expect(parse('events', fixture('url-verification.json'))).toEqual({
      kind: 'challenge',
      answer: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
    });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['events', ''],
    ['events', '{'],
    ['events', 'null'],
    ['events', '[]'],
    ['events', '{"type":"event_callback"}'],
    ['events', '{"type":"url_verification","challenge":7}'],
    ['events', '{"type":"event_callback","event_id":"E","event":{"type":"app_mention"}}'],
    ['events', '['.repeat(50_000)],
    ['interactions', ''],
    ['interactions', 'payload='],
    ['interactions', 'payload=%7B'],
    ['interactions', '{"type":"block_actions"}'],
    ['interactions', '{"type":"block_actions","user":{"id":"U"},"actions":[]}'],
    ['interactions', '{"type":"view_submission","user":{"id":"U"},"view":{}}'],
    ['commands', ''],
    ['commands', 'command=/im&text=ack'],
    ['commands', `command=/im&trigger_id=1&user_id=U&channel_id=C&text=${'x'.repeat(50_000)}`],
    ['elsewhere', '{}'],
  ])('%s %.60s', (surface, body) => {
    expect(() => parse(surface, body)).toThrow(expect.objectContaining({ code: 'invalid_webhook' }));
  });

  it('is what is not UTF-8', () => {
    expect(() => parse('events', Uint8Array.from([0x7b, 0xff, 0x7d]))).toThrow(/UTF-8/);
  });

  it('never repeats what was sent', () => {
    expect(() =>
      parse('events', '{"type":"event_callback","event_id":{"secret":"hunter2"},"event":{"type":"x"}}'),
    ).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }));
  });

  it('is refused with a ChatError and nothing else, whatever it is', () => {
    const shapes = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            type: fc.constantFrom('block_actions', 'view_submission', 'event_callback'),
            view: fc.jsonValue(),
            user: fc.jsonValue(),
            event: fc.jsonValue(),
            actions: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...SURFACES), shapes, (surface, body) => {
        try {
          parse(surface, body);
        } catch (error) {
          expect(error).toBeInstanceOf(ChatError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
