import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/chat/error.ts';
import { SURFACES } from '../../../../src/chat/mattermost/read.ts';
import { adapter, ANA, BEN, CHANNEL, needs, press, request, submission } from './fixture.ts';

const parse = (surface: string, body: string | Uint8Array | object) =>
  adapter().parse(request(surface, body));

/** The example of https://developers.mattermost.com/integrate/slash-commands/custom/, with mentions. */
const COMMAND = new URLSearchParams([
  ['channel_id', CHANNEL],
  ['channel_name', 'town-square'],
  ['command', '/im'],
  ['response_url', 'https://chat.example.com/hooks/commands/fukstoff4brqdqfskbpbiwyhqo'],
  ['team_domain', 'ops'],
  ['team_id', 'xoukstoff4brqdqfskbpbiwyhq'],
  ['text', ' assign @ben, @Ana. mail@ben.example @stranger '],
  ['token', 'gb4xzqjz8pn39yxbgs6n7zhzfr'],
  ['trigger_id', 'dHJpZ2dlcg=='],
  ['user_id', ANA],
  ['user_name', 'ana'],
  ['user_mentions', 'ben'],
  ['user_mentions', 'ana'],
  ['user_mentions_ids', BEN],
  ['user_mentions_ids', ANA],
]);

describe('reads', () => {
  it('a slash command, with those whom it names by id', () => {
    expect(parse('commands', COMMAND.toString())).toEqual({
      kind: 'command',
      deliveryId: 'dHJpZ2dlcg==',
      user: { id: ANA, name: 'ana' },
      text: `assign <@${BEN}|ben>, <@${ANA}|Ana>. mail@ben.example @stranger`,
      channel: CHANNEL,
      trigger: 'dHJpZ2dlcg==',
    });
  });

  it('a pressed button', () => {
    expect(parse('actions', press())).toEqual({
      kind: 'press',
      deliveryId: 'dHJpZ2dlcg==',
      user: { id: ANA, name: 'ana' },
      action: 'ack INC-7',
      channel: CHANNEL,
      trigger: 'dHJpZ2dlcg==',
      message: { channel: CHANNEL, id: 'gb4xzqjz8pn39yxbgs6n7zhzpp' },
    });
  });

  it('a chosen option', () => {
    const chosen = press('severity INC-7');
    chosen.context['selected_option'] = 'SEV-1';
    expect(parse('actions', chosen)).toMatchObject({ action: 'severity INC-7', value: 'SEV-1' });
  });

  it('a button that only one person sees, in no message that could be changed later', () => {
    expect(parse('actions', press('ack INC-7', needs(), true))).not.toHaveProperty('message');
  });

  it('a submitted form with every kind of input', () => {
    const sent = submission();
    sent.submission = {
      title: 'Checkout <is> down & out',
      private: true,
      quiet: false,
      team: null,
      count: 7,
      'notify:chat': true,
      'notify:mail': false,
      'notify:phone': true,
      'roles:a': false,
    };
    expect(parse('dialogs', sent)).toEqual({
      kind: 'submit',
      deliveryId: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      user: { id: ANA, name: ANA },
      modal: 'declare',
      context: { channel: CHANNEL, draft: '1' },
      values: {
        title: 'Checkout <is> down & out',
        private: 'true',
        quiet: '',
        team: '',
        count: '7',
        notify: 'chat,phone',
        roles: '',
      },
      channel: CHANNEL,
    });
  });

  it('a form sent twice as one delivery, and with other values as another', () => {
    const id = (title: string) => {
      const sent = { ...submission(), submission: { title } };
      const read = parse('dialogs', sent);
      return 'deliveryId' in read && read.deliveryId;
    };
    expect(id('a')).toBe(id('a'));
    expect(id('a')).not.toBe(id('b'));
  });

  it('a closed form as nothing', () => {
    expect(parse('dialogs', { ...submission(), submission: null, cancelled: true })).toMatchObject({
      kind: 'ignored',
    });
  });

  it('nothing again: Mattermost sends nothing twice', () => {
    expect(adapter().repeats()).toBe(false);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['commands', ''],
    ['commands', 'token=x&text=ack'],
    ['commands', `user_id=../../users&channel_id=${CHANNEL}&trigger_id=t&text=x`],
    ['commands', `user_id=${ANA}&channel_id=${CHANNEL}&trigger_id=t&text=${'x'.repeat(50_000)}`],
    ['actions', ''],
    ['actions', '{'],
    ['actions', 'null'],
    ['actions', '[]'],
    ['actions', '['.repeat(50_000)],
    ['actions', '{"context":{}}'],
    ['dialogs', '{"user_id":"x"}'],
    ['dialogs', `{"user_id":"${ANA}","state":"{"}`],
    ['dialogs', `{"user_id":"${ANA}","state":"null"}`],
    ['dialogs', `{"user_id":"${ANA}","state":"{}","submission":{"a":{"b":1}}}`],
    ['elsewhere', '{}'],
  ])('%s %.60s', (surface, body) => {
    expect(() => parse(surface, body)).toThrow(expect.objectContaining({ code: 'invalid_webhook' }));
  });

  it.each(SURFACES)('is what is not UTF-8, in %s', (surface) => {
    expect(() => parse(surface, Uint8Array.from([0x7b, 0xff, 0x7d]))).toThrow(/UTF-8/);
  });

  it('never repeats what was sent', () => {
    const message = expect.not.stringContaining('hunter2') as string;
    expect(() => parse('actions', { ...press(), trigger_id: { secret: 'hunter2' } })).toThrow(
      expect.objectContaining({ message }),
    );
  });

  it('is refused with a ChatError and nothing else, whatever bytes come, and is never believed', () => {
    const genuine = [JSON.stringify(press()), JSON.stringify(submission()), COMMAND.toString()];
    const bitten = fc
      .record({ body: fc.constantFrom(...genuine), at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) })
      .map(({ body, at, by }) => {
        const bytes = Buffer.from(body);
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ by;
        return new Uint8Array(bytes);
      });
    const shapes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => new Uint8Array(Buffer.from(text))),
      fc
        .record(
          {
            user_id: fc.oneof(fc.constant(ANA), fc.jsonValue()),
            channel_id: fc.oneof(fc.constant(CHANNEL), fc.jsonValue()),
            trigger_id: fc.oneof(fc.constant('t'), fc.jsonValue()),
            state: fc.oneof(fc.json(), fc.jsonValue()),
            context: fc.jsonValue(),
            submission: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((value) => new Uint8Array(Buffer.from(JSON.stringify(value)))),
    );
    const attempt = (act: () => void): boolean => {
      try {
        act();
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ChatError);
        return false;
      }
    };
    fc.assert(
      fc.property(fc.constantFrom(...SURFACES), shapes, (surface, body) => {
        expect(attempt(() => adapter().authenticate(request(surface, body)))).toBe(false);
        attempt(() => void adapter().parse(request(surface, body)));
      }),
      { numRuns: 1500 },
    );
    // One byte changed in what was genuine: what is read of it must still be what was sealed.
    fc.assert(
      fc.property(fc.constantFrom('actions', 'dialogs'), bitten, (surface, body) => {
        const believed = attempt(() => adapter().authenticate(request(surface, body)));
        let read: unknown;
        const parsed = attempt(() => (read = adapter().parse(request(surface, body))));
        if (!believed || !parsed) return;
        if (surface === 'actions') expect(read).toMatchObject({ action: 'ack INC-7', channel: CHANNEL });
        else expect(read).toMatchObject({ modal: 'declare', context: { channel: CHANNEL, draft: '1' } });
      }),
      { numRuns: 1500 },
    );
  });
});
