import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawModal, readModalId } from '../../../../src/chat/discord/modal.ts';
import { render } from '../../../../src/chat/discord/render.ts';
import type { Modal } from '../../../../src/chat/element.ts';
import type { Message } from '../../../../src/chat/message.ts';
import type { Span } from '../../../../src/chat/text.ts';
import { card } from '../../../contract/expectations.ts';
import type { Json } from '../../../fakes/discord/guild.ts';
import { checkMessage, checkModal } from '../../../fakes/discord/limits.ts';
import { readMarkdown } from '../../../fakes/discord/markdown.ts';

const json = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;
/** @returns a text as it stands above the embeds. */
const one = (...text: Span[]): string => render({ summary: 's', sections: [{ text }] }).content;
const first = (message: Message) => render(message).embeds[0];

const blank: Message = { summary: 's', sections: [{ footnote: ['x'] }] };

describe('a card', () => {
  it('is an embed in the colour of its severity, below its summary', () => {
    const { content, embeds, components } = render(card('checkout is down'));
    expect(readMarkdown(content).text).toBe('🔴 INC-7: checkout is down');
    expect(embeds[0]).toMatchObject({ color: 0xd7263d });
    expect(embeds[0]?.description).toMatch(/^### INC\\-7 checkout is down\n/);
    expect(embeds[0]?.fields?.map(({ name, inline }) => [name, inline])).toEqual([
      ['Severity', true],
      ['Since', true],
      ['\u200b', undefined],
    ]);
    expect(components.map((row) => row.components.length)).toEqual([2, 1]);
  });

  it.each(['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'good', 'neutral'] as const)(
    '%s has a colour of its own',
    (accent) => {
      const colours = (['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'good', 'neutral'] as const).map(
        (other) => first({ ...blank, accent: other })?.color,
      );
      const color = first({ ...blank, accent })?.color;
      expect(color).toBeDefined();
      expect(colours.filter((other) => other === color)).toHaveLength(1);
    },
  );
});

describe('what stands above the embeds', () => {
  const at = Date.UTC(2026, 2, 1, 3, 4, 5);
  const text: Span[] = [{ bold: 'SLA breach' }, ' by ', { time: at }, '.'];
  const summary = 'INC-7 SEV-1: SLA breach by 2026-03-01 03:04:05 UTC. (Checkout)';
  const loud: Message = {
    summary,
    heading: 'INC-7 SEV-1 open: Checkout',
    accent: 'SEV-1',
    sections: [{ text }, { footnote: ['Incident page'] }],
  };

  it('takes in the text that the summary repeats, which is not said again below', () => {
    const { content, embeds } = render(loud);
    expect(content).toBe('🔴 INC\\-7 SEV\\-1\\: **SLA breach** by <t:1772334245:S>\\. \\(Checkout\\)');
    expect(JSON.stringify(embeds)).not.toContain('SLA breach');
    expect(embeds[0]?.description).toContain('### INC\\-7 SEV\\-1 open');
  });

  it('is the summary alone when the text is another, or is too long to stand there', () => {
    const other = render({ ...loud, sections: [{ text: ['Ben is paged.'] }] });
    expect(readMarkdown(other.content).text).toBe(`🔴 ${summary}`);
    expect(other.embeds[0]?.description).toContain('Ben is paged');
    const words = 'x '.repeat(1500).trim();
    const long = render({ summary: 'INC-7: noted', sections: [{ text: [words] }] });
    expect(readMarkdown(long.content).text).toBe('INC-7: noted');
    expect(long.embeds[0]?.description).toBe(words);
  });

  it('is not said again as a heading', () => {
    const { content, embeds } = render({ ...loud, sections: [], heading: summary });
    expect(readMarkdown(content)).toMatchObject({ text: `🔴 ${summary}`, formatted: [] });
    expect(JSON.stringify(embeds)).not.toContain('###');
  });

  it('leaves something to see of a message with nothing in it, and says what was left out', () => {
    expect(render({ summary: ' ', sections: [] })).toMatchObject({ content: '…', embeds: [] });
    const button = { kind: 'button', label: 'x', action: { command: 'ack' } } as const;
    const many = render({ summary: 's', sections: [], elements: Array.from({ length: 26 }, () => button) });
    expect(many.embeds[0]?.footer?.text).toContain('1 more');
  });
});

describe('a text', () => {
  it('shows instants in the zone of who reads', () => {
    expect(one({ time: Date.UTC(2026, 2, 1, 3, 4, 5) })).toBe('<t:1772334245:S>');
  });

  it('links only to addresses of the web', () => {
    expect(one({ link: 'https://muster.example/i/7?a=1', label: 'INC-7' })).toBe(
      '[INC\\-7](<https://muster.example/i/7?a=1>)',
    );
    for (const link of [
      'javascript:alert(1)',
      'https://a.example/) [x',
      'https://a.example/> <@1>',
      'data:x',
    ]) {
      expect(one({ link, label: 'here' })).toBe('here');
    }
  });

  it('mentions in its content, and only real users', () => {
    const user = '900000000000000001';
    const message = render({
      summary: 's',
      sections: [{ text: [{ user, name: 'Ana' }, ' ', { user: '1> <@2', name: 'Eve' }] }],
    });
    expect(message.content).toBe(`<@${user}> \\@Eve`);
    expect(message.embeds).toEqual([]);
    expect(message.allowed_mentions).toEqual({ parse: [], users: [user], replied_user: false });
    const below = render({ ...blank, sections: [{ text: ['x'] }, { text: [{ user, name: 'Ana' }] }] });
    expect(below.content).toBe(`x\n<@${user}>`);
  });

  it.each(['`', '``', 'a`b', '`a', 'a`', ' ', '```', '*a*'])('is code whatever it contains: %s', (code) => {
    const { text } = readMarkdown(one('x', { code }, 'y'));
    expect(text).toBe(`x${code}y`);
  });
});

const words = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    '@everyone',
    '**',
    '_',
    '`',
    '```',
    '<@1>',
    '[a](https://b)',
    '> ',
    '# ',
    '\n',
    '\\',
    '||',
    '- x',
    '1. x',
  ),
);
const span: fc.Arbitrary<Span> = fc.oneof(
  words,
  words.map((bold) => ({ bold })),
  words.map((italic) => ({ italic })),
  words.map((label) => ({ link: 'https://muster.example/x', label })),
  fc.constant({ time: 1_772_334_245_000 }),
);
const text = fc.array(span, { maxLength: 6 });
const message: fc.Arbitrary<Message> = fc.record({
  summary: words,
  heading: words,
  accent: fc.constantFrom('SEV-1' as const, 'good' as const),
  sections: fc.array(
    fc.record({
      text,
      footnote: text,
      fields: fc.array(fc.record({ label: words, value: text }), { maxLength: 40 }),
    }),
    { maxLength: 8 },
  ),
  elements: fc.array(
    fc.record({
      kind: fc.constant('button' as const),
      label: words,
      action: fc.constant({ command: 'ack', incident: 'INC-1' }),
    }),
    { maxLength: 40 },
  ),
});

describe('any message', () => {
  it('is within the limits of Discord', () => {
    fc.assert(
      fc.property(message, (given) => {
        checkMessage(json(render(given)));
      }),
    );
  });

  it('shows plain text as it stands, and pings nobody', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), (parts) => {
        fc.pre(parts.join('').trim() !== '');
        const read = readMarkdown(one(...parts));
        expect(read.text).toBe(parts.join('').trim());
        expect(read.pings).toEqual([]);
        expect(read.formatted).toEqual([]);
      }),
    );
  });
});

describe('a form', () => {
  const modal = (inputs: Modal['inputs'], context = {}): Modal => ({
    id: 'declare',
    title: 'Declare an incident of a message that somebody wrote',
    submit: 'Declare',
    inputs,
    context,
  });
  const options = Array.from({ length: 26 }, (_, n) => ({ label: `Team ${n}`, value: `t${n}` }));

  it('has inputs of every kind, each with its label', () => {
    const drawn = drawModal(
      modal([
        { id: 'title', label: 'What?', type: 'text', limit: 200, placeholder: 'x'.repeat(200) },
        { id: 'note', label: 'x'.repeat(60), type: 'paragraph', optional: true, initial: 'y'.repeat(5000) },
        { id: 'team', label: 'Team', type: 'select', options: options.slice(0, 25), initial: 't3' },
        { id: 'who', label: 'Who', type: 'user', initial: '900000000000000001' },
        { id: 'private', label: 'Private', type: 'checkbox', initial: 'true' },
      ]),
    );
    checkModal(json(drawn));
    const parts = json(drawn)['components'] as { component: Json }[];
    expect(parts.map(({ component }) => component['type'])).toEqual([4, 4, 3, 5, 23]);
    expect(parts[2]?.component['options']).toContainEqual({ label: 'Team 3', value: 't3', default: true });
    expect(parts[4]?.component['default']).toBe(true);
  });

  it('has a menu of channels, and leaves out what may be where there is no room', () => {
    const channel = { id: 'announce', label: 'Announce also in', type: 'channel', optional: true } as const;
    const drawn = drawModal(modal([{ ...channel, initial: '900000000000000001' }]));
    checkModal(json(drawn));
    expect(json(drawn)['components']).toMatchObject([
      {
        component: {
          type: 8,
          channel_types: [0, 5],
          required: false,
          default_values: [{ id: '900000000000000001', type: 'channel' }],
        },
      },
    ]);
    const five = Array.from({ length: 5 }, (_, n) => ({ id: `${n}`, label: 'x', type: 'text' as const }));
    const full = drawModal(modal([...five, { ...channel, expendable: true }]));
    checkModal(json(full));
    expect(full.components).toHaveLength(5);
    expect(JSON.stringify(full)).not.toContain('announce');
    expect(() => drawModal(modal([...five, channel]))).toThrow(/larger than Discord takes/);
  });

  it('lets more options than a menu holds be typed', () => {
    const drawn = drawModal(modal([{ id: 'team', label: 'Team', type: 'select', options, optional: true }]));
    checkModal(json(drawn));
    expect(json(drawn)['components']).toMatchObject([
      { component: { type: 4, placeholder: 't0, t1, t2, …', required: false } },
    ]);
  });

  it('brings its context back, and is refused when that is too long or it has too many inputs', () => {
    const context = { channel: '900000000000000001', incident: 'INC-42', a: 'b&c=d?' };
    expect(readModalId(drawModal(modal([], context)).custom_id)).toEqual({ id: 'declare', context });
    expect(readModalId('declare')).toEqual({ id: 'declare', context: {} });
    const inputs = Array.from({ length: 6 }, (_, n) => ({ id: `${n}`, label: 'x', type: 'text' as const }));
    for (const large of [modal([], { x: 'y'.repeat(100) }), modal(inputs)]) {
      expect(() => drawModal(large)).toThrow(/larger than Discord takes/);
    }
  });
});
