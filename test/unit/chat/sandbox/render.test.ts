import { describe, expect, it } from 'vitest';
import { channelSlug } from '../../../../src/chat/sandbox/channel.ts';
import { linkable, render } from '../../../../src/chat/sandbox/render.ts';
import { sandboxSettings } from '../../../../src/chat/sandbox/settings.ts';
import { typedText } from '../../../../src/chat/sandbox/typed.ts';
import { plain } from '../../../../src/chat/text.ts';

describe('a drawn message', () => {
  it.each([
    'https://muster.example/i/7?a=1&b=2',
    'http://localhost:8233',
    'mailto:ana@muster.example',
    '/incidents/INC-42',
  ])('keeps the link %s', (address) => {
    expect(linkable(address)).toBe(true);
  });

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'vbscript:x',
    'https:evil',
    'incidents/INC-42',
  ])('shows %s as text only', (address) => {
    expect(linkable(address)).toBe(false);
    const { sections } = render({ summary: 's', sections: [{ text: [{ link: address, label: 'click' }] }] });
    expect(sections).toEqual([{ text: ['click'] }]);
  });

  it('turns actions into strings and people without an account into their names', () => {
    const view = render({
      summary: 's',
      sections: [
        {
          text: [
            { person: 'p-1', name: 'Zoe' },
            { user: 'ana', name: 'Ana' },
          ],
        },
      ],
      elements: [{ kind: 'button', label: 'Ack', action: { command: 'ack', incident: 'INC-7' } }],
    });
    expect(view.sections[0]?.text).toEqual(['@Zoe', { user: 'ana', name: 'Ana' }]);
    expect(view.elements).toEqual([{ kind: 'button', label: 'Ack', action: 'ack INC-7' }]);
  });

  it('cuts a long text within its formatting, and says so', () => {
    const text = ['start ', { bold: 'x'.repeat(9_000) }, 'end'];
    const words = plain(render({ summary: 's', sections: [{ text }] }).sections[0]!.text!);
    expect(words.length).toBeLessThanOrEqual(4_000);
    expect(words).toMatch(/^start x{3000,}… \(shortened\)$/);
  });
});

describe('what people type', () => {
  const people = [{ id: 'ana', name: 'Ana' }];
  it.each([
    ['@ana and @ANA', [{ user: 'ana', name: 'Ana' }, ' and ', { user: 'ana', name: 'Ana' }]],
    ['mail ana@ana.example to @nobody', ['mail ana@ana.example to @nobody']],
    ['@muster status', [{ user: 'muster', name: 'Muster' }, ' status']],
    [
      'see https://a.example/x?y=1. Then',
      ['see ', { link: 'https://a.example/x?y=1', label: 'https://a.example/x?y=1' }, '. Then'],
    ],
    ['<b>no</b> *markup*', ['<b>no</b> *markup*']],
  ])('%s', (text, spans) => {
    expect(typedText(text, people)).toEqual(spans);
  });
});

describe('settings', () => {
  it('have people and channels when nothing is said', () => {
    const { people, channels } = sandboxSettings.parse({});
    expect(people.map((person) => person.name)).toEqual(['Ana', 'Ben', 'Chidi', 'Dora']);
    expect(channels).toContain('incidents');
  });

  it.each([
    ['nobody to act as', { people: [] }],
    [
      'one id twice',
      {
        people: [
          { id: 'ana', name: 'Ana' },
          { id: 'ana', name: 'Anna' },
        ],
      },
    ],
    ['a person who would be Muster', { people: [{ id: 'muster', name: 'Eve' }] }],
    ['an id that breaks addresses', { people: [{ id: 'a/b', name: 'A' }] }],
    ['a channel with #', { channels: ['#incidents'] }],
    ['an unknown word', { persons: [] }],
  ])('refuse %s', (_what, settings) => {
    expect(sandboxSettings.safeParse(settings).success).toBe(false);
  });

  it.each([
    ['INC 43: Überlast & "Zahlung"!', 'inc-43-u-berlast-zahlung'],
    ['#incidents', 'incidents'],
    ['!!!', ''],
    [`${'x'.repeat(79)}--y`, 'x'.repeat(79)],
  ])('make of %s the channel name %s', (name, slug) => {
    expect(channelSlug(name)).toBe(slug);
  });
});
