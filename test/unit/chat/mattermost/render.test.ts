import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/chat/message.ts';
import { draw, escape, label, linkable } from '../../../../src/chat/mattermost/markdown.ts';
import { escaped, render } from '../../../../src/chat/mattermost/render.ts';
import { sealingFor } from '../../../../src/chat/mattermost/sealing.ts';
import { readMarkdown, slackLinks } from '../../../fakes/mattermost/markup.ts';
import { card } from '../../../contract/expectations.ts';
import { CHANNEL, needs } from './fixture.ts';

const sealing = sealingFor(needs(), CHANNEL);
const nobody = new Map<string, string>();

/** Text made of what means something in one of the places where Mattermost reads it. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...[
        '@all',
        '@ana',
        '*',
        '**',
        '_',
        '__',
        '~~',
        '`',
        '```',
        '[',
        ']',
        '(',
        ')',
        '](http://x.y)',
        '<',
        '>',
        '|',
      ],
      ...[
        '&',
        '&lt;',
        '&#64;',
        '#',
        '# ',
        '#tag',
        '~town-square',
        ':fire:',
        ':)',
        ';)',
        'x-d',
        '<3',
        '$x$',
        '\\',
      ],
      ...[
        '1. ',
        '- ',
        '+ ',
        '===',
        '---',
        '> ',
        '    ',
        '\t',
        '\n',
        ' ',
        'word',
        'snake_case',
        'https://a.b/c_d?e=1&f=2#g',
      ],
      ...['www.x.y', '![](http://x/y.png)', '<http://a|b>', '| a | b |', '|--|--|', '"', "'", '!'],
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

/** White space at the ends of lines, and empty lines, are seen by nobody. */
const visible = (text: string) =>
  text
    .replace(/\u00a0|\t/g, ' ')
    .split('\n')
    .map((line) => line.trim().replace(/ +/g, ' '))
    .filter((line) => line !== '')
    .join('\n');

describe('text from outside', () => {
  it('is shown on telephones as it stands, formats nothing and notifies nobody', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { text: shown, pings, formatted } = readMarkdown(escape(text));
        expect(visible(shown)).toBe(visible(text));
        expect(pings).toEqual([]);
        expect(formatted).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('is for browsers, whose Markdown is another, nothing but words and addresses', () => {
    // From the rules of Mattermost's fork of marked, and of the browser's own search for mentions, tags and emoji.
    const meaningful: Record<string, RegExp> = {
      'emphasis, code, strikethrough': /[*`~]|(^|[^\p{L}\p{N}])_|_($|[^\p{L}\p{N}])/u,
      'links, images, tables, LaTeX, escapes': /[[\]|$\\]/,
      html: /[<>&]/,
      'headings and hashtags': /#/,
      'lists, rules, underlined headings': /^ *([-+=]|\d+[.)])/m,
      'indented code': /^ {4}/m,
      mentions: /@(?!\u200b)/,
      'emoji and smileys': /:\S*:|[:;]-?[)(]|x-d/i,
    };
    fc.assert(
      fc.property(hostile, (text) => {
        const drawn = escape(text);
        const words = drawn
          .replace(/<https?:\/\/[^\s<>|@]+>/g, ' address ')
          // A character reference is read as a whole, and is none of what it stands for.
          .replace(/&#\d+;/g, '\ue000');
        for (const [what, pattern] of Object.entries(meaningful))
          expect([what, pattern.exec(words)?.[0]]).toEqual([what, undefined]);
        expect(slackLinks(drawn)).toBe(drawn);
      }),
      { numRuns: 3000 },
    );
  });

  it('can be followed where it has an address', () => {
    expect(escape('see https://a.example/x_y?z=1&w=2#h, (or http://b.example).')).toBe(
      'see <https://a.example/x_y?z=1&w=2#h>, (or <http://b.example>).',
    );
    expect(escape('javascript:alert(1) https://a/@all')).toContain('<https://a/>@\u200ball');
  });

  it('stays readable where it means nothing', () => {
    expect(escape('Order latency_ms (p99) is 3.5 s, 40% up: look.')).toBe(
      'Order latency_ms (p99) is 3.5 s, 40% up: look.',
    );
  });

  it('is disarmed in labels too, where no Markdown is read', () => {
    expect(label('@all ~town #tag :fire: a: b')).toBe(
      '@\u200ball ~\u200btown #\u200btag :\u200bfire: a: b'.replace('fire:', 'fire:'),
    );
  });
});

describe('spans', () => {
  it('keeps white space out of its marks, and code in its own', () => {
    expect(draw({ bold: ' now ' }, nobody)).toBe(' **now** ');
    expect(draw({ italic: '"x"' }, nobody)).toBe('*&quot;x"*');
    expect(draw({ code: 'a ` b' }, nobody)).toBe('``a ` b``');
    expect(draw({ code: '`x`' }, nobody)).toBe('`` `x` ``');
    expect(draw({ code: '<a|b>' }, nobody)).not.toContain('|');
    expect(draw({ code: '' }, nobody)).toBe('');
  });

  it('links only to the web, and never past its end', () => {
    expect(linkable('javascript:alert(1)')).toBeUndefined();
    expect(linkable('https://user:pw@x.example/')).toBeUndefined();
    expect(linkable('mmaction://x')).toBeUndefined();
    expect(linkable('https://x.example/a(b)*c?d="e"@all')).toBe(
      'https://x.example/a%28b%29%2Ac?d=%22e%22%40all',
    );
    expect(draw({ link: 'ftp://x', label: 'a [b]' }, nobody)).toBe('a &#91;b&#93;');
    expect(draw({ link: 'https://x.example/', label: 'a [b]' }, nobody)).toBe(
      '[a &#91;b&#93;](https://x.example/)',
    );
  });

  it('notifies by a name that is one, and by nothing else', () => {
    const names = new Map([
      ['u1', 'ana.l-1_x'],
      ['u2', 'all'],
      ['u3', 'a b'],
    ]);
    expect(draw({ user: 'u1', name: 'Ana' }, names)).toBe('@ana.l-1_x');
    for (const user of ['u2', 'u3', 'u4'])
      expect(draw({ user, name: '@all' }, names)).toBe('@\u200b@\u200ball');
    expect(draw({ person: 'p', name: 'Zoe' }, names)).toBe('@\u200bZoe');
  });

  it('shows instants in UTC', () => {
    expect(readMarkdown(draw({ time: Date.UTC(2026, 2, 1, 3, 4, 5) }, nobody)).text).toBe(
      '2026-03-01 03:04:05 UTC',
    );
  });
});

describe('a message', () => {
  it('is an attachment with the colour of its severity when it is a card', () => {
    const { message, attachments } = render(card('checkout is down'), sealing);
    expect(message).toBe('');
    expect(attachments).toMatchObject([
      {
        color: '#d7263d',
        fallback: 'INC-7: checkout is down',
        text: expect.stringMatching(
          /^#### .+ INC-7 checkout is down\n\nCheckout fails for \*\*all regions\*\*\.$/,
        ) as string,
        fields: [
          { title: 'Severity', value: 'SEV-1', short: true },
          { title: 'Since', short: true },
          { title: '', value: expect.stringContaining('`checkout.latency`') as string, short: false },
        ],
        actions: [
          { type: 'button', name: 'Acknowledge', style: 'primary' },
          { type: 'button', name: 'Resolve', style: 'default' },
          {
            type: 'select',
            name: 'Severity',
            options: [{ text: 'SEV-1', value: 'SEV-1' }, { value: 'SEV-2' }],
          },
        ],
      },
    ]);
  });

  it('is plain Markdown when it is one text', () => {
    expect(render({ summary: 's', sections: [{ text: ['hi ', { bold: 'you' }] }] }, sealing)).toEqual({
      message: 'hi **you**',
      attachments: [],
    });
  });

  it('keeps the order of text and fields, with the buttons last', () => {
    const message: Message = {
      summary: 's',
      heading: 'h',
      sections: [
        { text: ['one'] },
        { text: ['two'], fields: [{ label: 'F', value: ['f'] }] },
        { text: ['three'] },
      ],
      elements: [{ kind: 'button', label: 'B', action: { command: 'ack' } }],
    };
    const { attachments } = render(message, sealing);
    expect(
      attachments.map(({ text, fields = [], actions = [] }) => [text, fields.length, actions.length]),
    ).toEqual([['#### h\n\none\n\ntwo', 2, 1]]);
    expect(attachments[0]?.fields?.at(-1)).toEqual({ title: '', value: 'three', short: false });
    const long = 'x'.repeat(3000);
    const parted = render({ ...message, sections: [...message.sections, { text: [long] }] }, sealing);
    expect(parted.attachments.map(({ text }) => text)).toEqual(['#### h\n\none\n\ntwo', long]);
    expect(parted.attachments.map(({ actions = [] }) => actions.length)).toEqual([0, 1]);
  });

  it('is never empty, and has no menu without options', () => {
    const empty: Message = { summary: 'nothing *more*', sections: [] };
    expect(render(empty, sealing)).toEqual({ message: 'nothing &#42;more&#42;', attachments: [] });
    const menu = { kind: 'select', placeholder: 'p', options: [], action: { command: 'x' } } as const;
    expect(render({ ...empty, elements: [menu] }, sealing).attachments).toEqual([]);
  });

  it('is cut where Mattermost would refuse it, never through an escape', () => {
    for (const max of [20, 21, 22, 23, 24, 25, 26, 40]) {
      const cut = escaped('*'.repeat(100), max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut).toMatch(/^(&#42;)*… \(shortened\)$/);
    }
    const long = 'x'.repeat(60_000);
    const { message } = render({ summary: 's', sections: [{ text: [long] }] }, sealing);
    expect(message).toHaveLength(16_383);
    const sections = Array.from({ length: 200 }, () => ({
      text: [long],
      fields: [{ label: long, value: [long] }],
    }));
    const { attachments } = render({ ...card('x'), sections }, sealing);
    expect(JSON.stringify(attachments).length).toBeLessThan(700_000);
    expect(attachments.at(-2)?.text).toMatch(/^… \d+ more parts/);
    expect(attachments.at(-1)?.actions).toHaveLength(3);
  });
});
