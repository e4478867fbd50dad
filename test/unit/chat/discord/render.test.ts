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
const one = (...text: Span[]): string =>
  render({ summary: 's', sections: [{ text }] }).embeds[0].description ?? '';

describe('a card', () => {
  it('is an embed in the colour of its severity, below its summary', () => {
    const { content, embeds, components } = render(card('checkout is down'));
    expect(readMarkdown(content).text).toBe('🔴 INC-7: checkout is down');
    expect(embeds[0]).toMatchObject({ color: 0xd7263d });
    expect(embeds[0].description).toMatch(/^### INC\\-7 checkout is down\n/);
    expect(embeds[0].fields?.map(({ name, inline }) => [name, inline])).toEqual([
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
        (other) => render({ summary: 's', accent: other, sections: [] }).embeds[0].color,
      );
      const { color } = render({ summary: 's', accent, sections: [] }).embeds[0];
      expect(colours.filter((other) => other === color)).toHaveLength(1);
    },
  );
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
    expect(message.content).toBe(`<@${user}>`);
    expect(message.allowed_mentions).toEqual({ parse: [], users: [user], replied_user: false });
    expect(message.embeds[0].description).toBe(`<@${user}> \\@Eve`);
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
        expect(read.text).toBe(parts.join(''));
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
