import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../../../src/incident/severity.ts';
import type { Message } from '../../../../src/chat/message.ts';
import { readActionId } from '../../../../src/chat/slack/actions.ts';
import { render } from '../../../../src/chat/slack/render.ts';
import { card } from '../../../contract/expectations.ts';
import { checkMessage } from '../../../fakes/slack/limits.ts';

function button(label: string, n: number): NonNullable<Message['elements']>[number] {
  return { kind: 'button', label, action: { command: 'ack', incident: `INC-${n}` } };
}

describe('a card', () => {
  it('has its heading above and the rest in an attachment with a coloured edge', () => {
    const { text, blocks, attachments } = render(card('checkout is down'));
    expect(text).toBe('INC-7: checkout is down');
    expect(blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', emoji: false, text: '🔴 INC-7 checkout is down' } },
    ]);
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({ color: '#d7263d', fallback: text });
    expect(attachments[0]?.blocks?.map((block) => block.type)).toEqual([
      'rich_text',
      'section',
      'context',
      'actions',
    ]);
  });

  it('shows instants in the zone of the reader', () => {
    const fields = JSON.stringify(render(card('x')).attachments);
    expect(fields).toContain('<!date^1772334245^{date_short_pretty} {time_secs}|2026-03-01 03:04:05 UTC>');
    const at = Date.UTC(2026, 2, 1, 3, 4, 5);
    expect(render({ summary: 's', sections: [{ text: ['since ', { time: at }] }] }).blocks).toMatchObject([
      {
        elements: [
          {
            elements: [
              { text: 'since ' },
              { type: 'date', timestamp: 1772334245, fallback: '2026-03-01 03:04:05 UTC' },
            ],
          },
        ],
      },
    ]);
  });

  it('has an edge and a sign of its own for each severity', () => {
    const drawn = SEVERITIES.map((accent) => render({ ...card('x'), accent }));
    expect(new Set(drawn.map((one) => one.attachments[0]?.color)).size).toBe(SEVERITIES.length);
    expect(new Set(drawn.map((one) => JSON.stringify(one.blocks))).size).toBe(SEVERITIES.length);
  });

  it('gives every button and menu an id of its own that carries its action', () => {
    const message: Message = {
      summary: 's',
      sections: [],
      elements: [button('a', 7), button('b', 7), { ...button('c', 0), action: { command: 'open:declare' } }],
    };
    const [actions] = render(message).blocks as unknown as [{ elements: { action_id: string }[] }];
    const ids = actions.elements.map((element) => element.action_id);
    expect(new Set(ids).size).toBe(3);
    expect(ids.map(readActionId)).toEqual(['ack INC-7', 'ack INC-7', 'open:declare']);
  });

  it('takes its summary as heading when it is coloured and has none, so that the summary is not shown as markup', () => {
    const { blocks } = render({ summary: '*INC-7* <b>', accent: 'good', sections: [{ text: ['x'] }] });
    expect(blocks).toMatchObject([{ type: 'header', text: { text: '🟢 *INC-7* <b>' } }]);
  });

  it('without colour is a plain message, and never one of text alone', () => {
    expect(render({ summary: 'hello', sections: [{ text: ['hello'] }] }).attachments).toEqual([]);
    expect(render({ summary: '*hello*', sections: [] }).blocks).toMatchObject([
      { type: 'rich_text', elements: [{ elements: [{ type: 'text', text: '*hello*' }] }] },
    ]);
  });

  it('escapes exactly & < > in the text of notifications', () => {
    expect(render({ summary: `<!channel> & "it's" >`, sections: [] }).text).toBe(
      `&lt;!channel&gt; &amp; "it's" &gt;`,
    );
  });

  it('drops what Slack would refuse as empty', () => {
    const message: Message = {
      summary: 's',
      heading: ' ',
      sections: [
        { text: [''] },
        { fields: [] },
        { footnote: [] },
        { fields: [{ label: 'Team', value: [''] }] },
      ],
      elements: [{ kind: 'select', placeholder: 'p', options: [], action: { command: 'x' } }],
    };
    const drawn = render(message);
    expect(drawn.blocks.map((block) => block.type)).toEqual(['section']);
    checkMessage(drawn as unknown as Parameters<typeof checkMessage>[0]);
  });

  it('links only to addresses that Slack opens, and mentions only ids', () => {
    const text = [
      { link: 'javascript:alert(1)', label: 'bad' },
      { link: 'https://muster.example/i/7', label: 'good' },
      { user: 'U1> <!channel', name: 'Eve' },
    ];
    expect(render({ summary: 's', sections: [{ text }] }).blocks).toMatchObject([
      {
        elements: [
          {
            elements: [
              { type: 'text', text: 'bad' },
              { type: 'link', url: 'https://muster.example/i/7', text: 'good' },
              { type: 'text', text: '@Eve' },
            ],
          },
        ],
      },
    ]);
    const footnote = JSON.stringify(render({ summary: 's', sections: [{ footnote: text }] }).blocks);
    expect(footnote).toContain('bad<https://muster.example/i/7|good>@Eve');
  });
});

describe("Slack's limits", () => {
  const lengths = [0, 1, 74, 75, 76, 149, 150, 151, 1999, 2000, 2001, 2999, 3000, 3001, 10_000];
  const fillings = ['x', '&', '<', '😀', '*'];

  it.each(fillings.flatMap((filling) => lengths.map((length) => [filling, length] as const)))(
    'hold for texts of %s × %i',
    (filling, length) => {
      const text = filling.repeat(length);
      const message: Message = {
        summary: text,
        heading: text,
        accent: 'SEV-1',
        sections: [
          { text: [text, { bold: text }, { code: text }], footnote: [text, { italic: text }] },
          { fields: [{ label: text, value: [text, { link: 'https://x.example', label: text }] }] },
        ],
        elements: [
          button(text, 1),
          {
            kind: 'select',
            placeholder: text,
            options: [{ label: text, value: 'v' }],
            action: { command: 'x' },
          },
        ],
      };
      const drawn = render(message);
      checkMessage(drawn as unknown as Parameters<typeof checkMessage>[0]);
      // Half of a character pair is no character.
      expect(JSON.stringify(drawn)).not.toMatch(/\\ud[89a-f]/i);
    },
  );

  it('shorten a long text and say so at its end', () => {
    const { blocks } = render({ summary: 's', sections: [{ text: ['y'.repeat(5000)] }] });
    const [first, last] = (blocks as unknown as { elements: [{ elements: { text: string }[] }] }[])[0]!
      .elements[0].elements;
    expect(last?.text).toBe('… (shortened)');
    expect(`${first?.text}${last?.text}`).toHaveLength(3000);
  });

  it('never shorten through the middle of an entity', () => {
    const footnote = JSON.stringify(
      render({ summary: 's', sections: [{ footnote: ['&'.repeat(5000)] }] }).blocks,
    );
    expect(footnote).toMatch(/"(&amp;)+… \(shortened\)"/);
    expect(render({ summary: '&'.repeat(5000), sections: [] }).text).toMatch(/^(&amp;)+… \(shortened\)$/);
  });

  it('leave out parts beyond 50 blocks and say how many, but never the buttons', () => {
    const sections = Array.from({ length: 60 }, (_, n) => ({ text: [`part ${n + 1}`] }));
    const { blocks, attachments } = render({
      summary: 's',
      heading: 'h',
      accent: 'SEV-2',
      sections,
      elements: [button('Acknowledge', 1)],
    });
    const inner = attachments[0]?.blocks ?? [];
    expect(blocks.length + inner.length).toBe(50);
    expect(inner.at(-1)?.type).toBe('actions');
    expect(JSON.stringify(inner.at(-2))).toContain('… 13 more parts are not shown');
    expect(JSON.stringify(inner)).toContain('part 47');
    expect(JSON.stringify(inner)).not.toContain('part 48');
  });

  it('put 10 fields into a section and 25 buttons into a row, leaving out none', () => {
    const fields = Array.from({ length: 23 }, (_, n) => ({ label: `f${n}`, value: ['v'] }));
    const elements = Array.from({ length: 30 }, (_, n) => button(`b${n}`, n));
    const shown = render({ summary: 's', sections: [{ fields }], elements }).blocks as unknown as {
      fields?: unknown[];
      elements?: unknown[];
    }[];
    expect(shown.map((block) => (block.fields ?? block.elements)?.length)).toEqual([10, 10, 3, 25, 5]);
  });

  it('put more than 100 options into groups', () => {
    const options = Array.from({ length: 250 }, (_, n) => ({ label: `team ${n}`, value: `t${n}` }));
    const message: Message = {
      summary: 's',
      sections: [],
      elements: [{ kind: 'select', placeholder: 'Team', options, action: { command: 'x' } }],
    };
    const drawn = render(message);
    checkMessage(drawn as unknown as Parameters<typeof checkMessage>[0]);
    expect(JSON.stringify(drawn)).toContain('t249');
    expect(JSON.stringify(drawn)).toContain('team 100 – team 199');
  });

  it('refuse a value that would come back as another one', () => {
    const options = [{ label: 'long', value: 'v'.repeat(151) }];
    const elements = [{ kind: 'select' as const, placeholder: 'p', options, action: { command: 'x' } }];
    expect(() => render({ summary: 's', sections: [], elements })).toThrow(
      expect.objectContaining({ code: 'message_rejected' }),
    );
  });
});
