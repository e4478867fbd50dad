import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/chat/message.ts';
import type { Text } from '../../../../src/chat/text.ts';
import { dialog } from '../../../../src/chat/teams/dialog.ts';
import { wordsOf } from '../../../../src/chat/teams/html.ts';
import { sizeOf } from '../../../../src/chat/teams/limits.ts';
import { render } from '../../../../src/chat/teams/render.ts';
import { respond } from '../../../../src/chat/teams/respond.ts';
import type { TeamsInbound } from '../../../../src/chat/teams/read.ts';
import { note } from '../../../../src/chat/message.ts';
import { card as sample } from '../../../contract/expectations.ts';
import { checkCard } from '../../../fakes/teams/card-check.ts';
import type { Json } from '../../../fakes/teams/json.ts';
import { readCard, within } from '../../../fakes/teams/reading.ts';

const AT = Date.UTC(2026, 2, 1, 3, 4, 5);
const USER = '12345678-90ab-cdef-1234-567890abcdef';
const shown = (message: Message) => readCard(render(message).card as unknown as Json);
const text = (spans: Text): Message => ({ summary: 's', heading: 'h', sections: [{ text: spans }] });

describe('a message as an Adaptive Card', () => {
  it('has the style of its severity, and an emoji for who sees no colours', () => {
    const { card } = render(sample('checkout is down'));
    expect(card).toMatchObject({
      version: '1.5',
      fallbackText: 'INC-7: checkout is down',
      body: [
        {
          type: 'Container',
          style: 'attention',
          items: [{ style: 'heading', text: '🔴 INC-7 checkout is down' }],
        },
        {},
        {},
        {},
        {},
        {},
      ],
    });
    checkCard(card as unknown as Json);
  });

  it('shows instants in the reader’s zone and mentions by entities, in texts and facts', () => {
    const spans: Text = [{ user: USER, name: 'Ana *' }, ' since ', { time: AT }];
    const { card } = render({
      summary: 's',
      sections: [{ text: spans, fields: [{ label: 'Since', value: [{ time: AT }] }] }],
    });
    expect(JSON.stringify(card.body)).toContain(
      '{{DATE(2026-03-01T03:04:05Z, SHORT)}} {{TIME(2026-03-01T03:04:05Z)}}',
    );
    expect(card.msteams?.entities).toEqual([
      { type: 'mention', text: '<at>Ana</at>', mentioned: { id: USER, name: 'Ana *' } },
    ]);
    expect(readCard(card as unknown as Json).pings).toEqual([USER]);
  });

  it('opens forms by a dialog, and does the rest in place, with a fallback for older clients', () => {
    const message: Message = {
      ...note(['x'], 'x'),
      elements: [
        { kind: 'button', label: 'Ack', style: 'primary', action: { command: 'ack', incident: 'INC-7' } },
        { kind: 'button', label: 'Resolve', action: { command: 'open:resolve', incident: 'INC-7' } },
        {
          kind: 'button',
          label: 'Escalate',
          style: 'danger',
          action: { command: 'escalate', incident: 'INC-7' },
        },
      ],
    };
    const { card } = render(message);
    expect(within(card, 'Action.Execute')).toMatchObject([
      {
        title: 'Ack',
        style: 'positive',
        verb: 'press',
        data: { muster: { action: 'ack INC-7' } },
        fallback: { type: 'Action.Submit' },
      },
      { title: 'Escalate', style: 'destructive' },
    ]);
    expect(within(card, 'Action.Submit')).toMatchObject([
      { title: 'Resolve', data: { msteams: { type: 'task/fetch' } } },
    ]);
  });

  it('makes links of web addresses only', () => {
    const spans: Text = [
      { link: 'https://e.example/(a)_b', label: 'good]' },
      ' ',
      { link: 'javascript:alert(1)', label: 'bad' },
    ];
    for (const more of [[], [' ', { time: AT }]] as Text[]) {
      const { card } = render(text([...spans, ...more]));
      const json = JSON.stringify(card.body);
      expect(json).toMatch(/https:\/\/e\.example/);
      expect(json).not.toContain('javascript:');
    }
  });

  it('reads no functions or markup in what comes from outside, whatever it is', () => {
    const outside = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...Array.from('*_`[]()<>&#+-~|\\{}!1. aAT\n')), maxLength: 40 }),
      fc.constantFrom(
        '{{DATE(2026-03-01T03:04:05Z, SHORT)}}',
        '<at>Ana</at>',
        '1. x\n2. y',
        '- a\n- b',
        '    code',
        '| a |\n|---|',
      ),
    );
    const flat = (words: string) => words.replace(/[\s\u00a0]+/g, ' ').trim();
    fc.assert(
      fc.property(outside, fc.boolean(), (given, timed) => {
        const words = flat(`a ${given} z`);
        const spans: Text = [`a ${given} z`, ...(timed ? [' ', { user: USER, name: 'Ana' }] : [])];
        for (const message of [
          text(spans),
          { summary: 's', heading: 'h', sections: [{ fields: [{ label: 'l', value: spans }] }] },
          { summary: 's', heading: `a ${given} z`, sections: [] },
        ]) {
          const seen = shown(message);
          expect(flat(seen.text)).toContain(words);
          expect(seen.formatted).toEqual([]);
          expect(seen.pings.every((ping) => ping === USER)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('stays within the size that Teams takes, with its buttons', () => {
    const long = 'ü*_'.repeat(20_000);
    const message: Message = {
      summary: long,
      heading: long,
      accent: 'SEV-1',
      sections: Array.from({ length: 60 }, () => ({
        text: [long, { time: AT }],
        fields: [{ label: long, value: [long] }],
        footnote: [long],
      })),
      elements: Array.from({ length: 8 }, (_, n) => ({
        kind: 'button' as const,
        label: `Button ${n}`,
        action: { command: 'ack', incident: 'INC-1' },
      })),
    };
    const { card, summary } = render(message, 'muster-x');
    expect(sizeOf({ type: 'message', summary, attachments: [{ content: card }] })).toBeLessThan(28 * 1024);
    expect(within(card, 'Action.Execute')).toHaveLength(8);
    expect(JSON.stringify(card)).toMatch(/more parts are not shown/);
  });
});

describe('what Teams makes of a message of people', () => {
  it.each([
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['a<br/>b &amp;amp; c', 'a\nb &amp; c'],
    ['<ul><li>one</li><li>two</li></ul>', 'one\ntwo'],
    ['<script>alert(1)</script>x', 'x'],
    ['<img alt="😀" src="x">&nbsp;ok &#128512; &#xd; &bogus;', '😀 ok 😀 &bogus;'],
    ['1 &lt; 2', '1 < 2'],
  ])('%s is read as words', (html, words) => {
    expect(wordsOf(html)).toBe(words);
  });
});

describe('an answer', () => {
  const from = { deliveryId: 'd', user: { id: USER, name: 'Ana' }, channel: '19:x@thread.tacv2' };
  const press: TeamsInbound = { kind: 'press', ...from, action: 'ack INC-7' };
  const modal = {
    id: 'note',
    title: 'Note on INC-7',
    submit: 'Add',
    inputs: [{ id: 'text', label: 'Note', type: 'paragraph' as const, limit: 100 }],
    context: { incident: 'INC-7' },
  };
  const body = (inbound: TeamsInbound, answer: Parameters<typeof respond>[1]) => {
    const { http, undelivered } = respond(inbound, answer);
    return { json: JSON.parse(http.body) as Json, undelivered };
  };
  const words = {
    kind: 'message',
    message: note(['Ana acknowledged'], 'Ana acknowledged'),
    visible: 'privately',
  } as const;

  it('to a press is a few words below the card; what is longer comes in the chat', () => {
    const short = body({ ...press, invoke: 'execute' }, words);
    expect(short.json).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Ana acknowledged',
    });
    expect(short.undelivered).toBeUndefined();
    const long = { ...words, message: sample('checkout is down') };
    expect(body({ ...press, invoke: 'execute' }, long).undelivered).toEqual(long);
    expect(body({ ...press, invoke: 'execute' }, { ...words, visible: 'to all' }).undelivered).toBeDefined();
  });

  it('to a press that wants a form is a dialog, or else the form in the chat', () => {
    expect(body({ ...press, invoke: 'task' }, { kind: 'modal', modal }).json).toMatchObject({
      task: {
        type: 'continue',
        value: { title: 'Note on INC-7', card: { content: { type: 'AdaptiveCard' } } },
      },
    });
    expect(body({ ...press, invoke: 'execute' }, { kind: 'modal', modal }).undelivered).toEqual({
      kind: 'modal',
      modal,
    });
  });

  it('to a form with something wrong is the form again, with what was typed and what is wrong', () => {
    const submit: TeamsInbound = {
      kind: 'submit',
      ...from,
      modal: 'note',
      context: modal.context,
      values: { text: 'typed' },
      form: modal,
    };
    const errors = { text: 'Too *long*', other: 'Also this' };
    for (const invoke of ['task', 'execute'] as const) {
      const { json } = body({ ...submit, invoke }, { kind: 'invalid', errors });
      const [input] = within(json, 'Input.Text');
      expect(input).toMatchObject({ id: 'text', value: 'typed' });
      expect(JSON.stringify(json)).toContain('Too \\\\*long\\\\*');
      expect(JSON.stringify(json)).toContain('Also this');
    }
    expect(body({ ...submit, invoke: 'task' }, { kind: 'nothing' }).json).toEqual({});
  });

  it('to an address that is typed is its preview, without buttons', () => {
    const url = 'https://muster.example.com/incidents/INC-7';
    const links: TeamsInbound = {
      kind: 'links',
      ...from,
      links: [url],
      message: { channel: from.channel, id: '1' },
      invoke: 'link',
    };
    const { json } = body(links, { kind: 'previews', previews: { [url]: sample('checkout is down') } });
    expect(json).toMatchObject({ composeExtension: { type: 'result', attachments: [{ preview: {} }] } });
    expect(within(json, 'Action.Execute')).toEqual([]);
    expect(body(links, { kind: 'nothing' }).json).toEqual({});
  });

  it('to what was typed is a message of its own', () => {
    const mention: TeamsInbound = { kind: 'mention', ...from, text: 'list', invoke: 'message' };
    expect(body(mention, words)).toEqual({ json: {}, undelivered: words });
  });
});

describe('a form', () => {
  it('has every kind of input, named, and says when it is too large', () => {
    const types = ['text', 'paragraph', 'select', 'user', 'channel', 'checkbox'] as const;
    const options = [{ label: 'SEV-1', value: 'SEV-1' }];
    const inputs = types.map((type) => ({
      id: type,
      label: type,
      type,
      ...(type === 'select' && { options, initial: 'SEV-1' }),
    }));
    const task = dialog({ id: 'f', title: 'F', submit: 'Go', inputs, context: {} });
    const card = (task.type === 'continue' ? task.value.card.content : {}) as unknown as Json;
    checkCard(card);
    expect(within(card, 'Input.ChoiceSet')).toMatchObject([
      { id: 'select', value: 'SEV-1' },
      { id: 'user', 'choices.data': { dataset: 'graph.microsoft.com/users' } },
    ]);
    expect(within(card, 'Input.Text').map(({ id }) => id)).toEqual(['text', 'paragraph', 'channel']);
    expect(within(card, 'Input.Toggle')).toMatchObject([{ id: 'checkbox', value: 'false' }]);
    const huge = { id: 'f', title: 'F', submit: 'Go', inputs: [], context: { draft: 'x'.repeat(20_000) } };
    expect(() => dialog(huge)).toThrow(/larger than Teams takes/);
  });
});
