import { describe, expect, it } from 'vitest';
import { runCard } from '../../src/chat/run-card.ts';
import type { Text } from '../../src/chat/text.ts';
import { actionOf, aliasOf, endedOf, orderOf } from '../unit/chat/action-fixture.ts';
import type { Current } from './provider-contract.ts';

/** Text from outside as people and alerts write it, with the markup and mentions of every platform that we know. */
const HOSTILE = [
  '<!channel> <!here> <!everyone> <!subteam^S0001>',
  '@here @channel @everyone @all',
  '*bold* _italic_ ~struck~ `code` **bold** __under__ ||spoiler||',
  '```fence```',
  '> quoted',
  '<https://evil.example|https://good.example>',
  '[good](https://evil.example)',
  'a & b < c > d &lt;!channel&gt; &amp;amp;',
  '</p><script>alert(1)</script><at>Everybody</at>',
  '# heading',
  '\u202eright to left, and an emoji name :fire:',
] as const;

/** Text from outside neither formats nor notifies, wherever it stands in a message. */
export function safetyContract(current: Current): void {
  describe('text from outside', () => {
    const places = {
      'a text': (text: Text) => ({ summary: 's', sections: [{ text }] }),
      'a coloured text': (text: Text) => ({
        summary: 's',
        heading: 'h',
        accent: 'SEV-2' as const,
        sections: [{ text }],
      }),
      'a field': (value: Text) => ({
        summary: 's',
        heading: 'h',
        sections: [{ fields: [{ label: 'Title', value }] }],
      }),
      'small print': (footnote: Text) => ({ summary: 's', heading: 'h', sections: [{ footnote }] }),
    };
    for (const [place, build] of Object.entries(places)) {
      it.each([...HOSTILE])(`is shown as it stands in ${place}: %s`, async (text) => {
        const { provider, channel, seen } = current();
        await provider.send({ channel: channel.id }, build([`title ${text}`, '\n', text]), { key: 'k' });
        const [message] = await seen(channel.id);
        expect(message?.text).toContain(`title ${text}\n${text}`);
        expect(message?.pings).toEqual([]);
        // A field's own label may be bold; nothing of the text may be.
        expect(message?.formatted.filter((piece) => piece !== 'Title')).toEqual([]);
      });
    }

    it.each([...HOSTILE])('is shown as it stands in heading, summary and button: %s', async (text) => {
      const { provider, channel, seen, lacks } = current();
      const message = {
        summary: text,
        heading: text,
        accent: 'SEV-3' as const,
        sections: [{ text: ['body'] }],
        elements: [{ kind: 'button' as const, label: text, action: { command: 'ack', incident: 'INC-1' } }],
      };
      await provider.send({ channel: channel.id }, message, { key: 'k' });
      const [shown] = await seen(channel.id);
      expect(shown?.text).toContain(text);
      expect(shown?.pings).toEqual([]);
      expect(shown?.formatted).toEqual([]);
      expect(shown?.buttons).toEqual(lacks?.includes('formats') ? [] : [text]);
    });

    it("does not ping through a platform's own mention of a user", async () => {
      const { provider, channel, ana, seen } = current();
      const texts = [`<@${ana.id}>`, `@${ana.name}`, `<at>${ana.name}</at>`];
      for (const text of texts) {
        await provider.send(
          { channel: channel.id },
          { summary: text, sections: [{ text: [text] }] },
          { key: text },
        );
      }
      expect((await seen(channel.id)).map((m) => m.pings)).toEqual([[], [], []]);
    });

    it('stays literal inside bold, code and link labels', async () => {
      const { provider, channel, seen, lacks } = current();
      const text = ['<!channel>', '*', '`', '_x_'].join(' ');
      const spans: Text = [
        { bold: text },
        ' ',
        { italic: text },
        ' ',
        { code: text },
        ' ',
        { link: 'https://muster.example/i/7?a=1&b=2', label: text },
      ];
      await provider.send(
        { channel: channel.id },
        { summary: 's', sections: [{ text: spans }] },
        { key: 'k' },
      );
      const [message] = await seen(channel.id);
      expect(message?.text).toContain([text, text, text, text].join(' '));
      expect(message?.pings).toEqual([]);
      expect(message?.formatted).toEqual(lacks?.includes('formats') ? [] : [text, text, text]);
    });

    it.each([...HOSTILE, '```\n@here out of the fence\n```', '~~~\n<!channel>\n~~~', '</pre><b>bold</b>'])(
      'is shown as it stands, with its blanks, among lines of a program: %s',
      async (text) => {
        const { provider, channel, seen, lacks } = current();
        const lines = `title ${text}\n  two  blanks\n\n${text}`;
        for (const [key, heading] of [['plain'], ['card', 'h']] as const) {
          const message = { summary: 's', ...(heading && { heading }), sections: [{ preformatted: lines }] };
          await provider.send({ channel: channel.id }, message, { key });
        }
        const shown = await seen(channel.id);
        expect(shown).toHaveLength(2);
        for (const message of shown) {
          // Mattermost's server would make a link of `<a|b>` in code too.
          expect(message.text.replaceAll('‹', '<').replaceAll(/\n \n/g, '\n\n')).toContain(lines);
          expect(message.pings).toEqual([]);
          const block = message.formatted.join('\n').replaceAll('‹', '<').replaceAll(/\n \n/g, '\n\n').trim();
          expect(block).toBe(lacks?.includes('formats') ? '' : lines.trim());
        }
      },
    );

    it('neither formats nor notifies on the card of a run, whoever said it: people, programs, answers', async () => {
      const { provider, channel, seen } = current();
      const all = HOSTILE.join(' ');
      const order = orderOf({ asked: { by: { id: 'eve', name: all }, at: 0 }, parameters: { [all]: all } });
      const words = `${all} {{ execution.parameters }} {~} \`\`\`{{ execution.result.stdout }}\`\`\` {{ execution.result.stdout }}`;
      const field = { title: all, value: '{{ execution.result.stdout }}' };
      const slack = {
        title: all,
        title_link: 'javascript:alert(1)',
        text: all,
        fields: [field],
        footer: all,
      };
      const run = endedOf(order, {
        status: 'failed',
        failure: { code: 'x', message: all },
        result: { stdout: all },
      });
      const about = { action: actionOf('linux.restart'), approvers: [], redact: (text: string) => text };
      for (const format of [undefined, words]) {
        const result = { enabled: true, extra: { slack }, ...(format && { format }) };
        const alias = aliasOf('linux.restart', [], { result });
        const card = runCard(run, { ...about, alias, platform: 'slack' });
        await provider.send({ channel: channel.id }, card, { key: `card ${format ?? ''}` });
      }
      const shown = await seen(channel.id);
      expect(shown).toHaveLength(2);
      for (const { text, pings } of shown) {
        for (const words of [
          '</p><script>alert(1)</script><at>Everybody</at>',
          '@here @channel @everyone @all',
        ])
          expect(text).toContain(words);
        expect(pings).toEqual([]);
      }
    });

    it('shows the first and the last of many lines of a program, and says how many it left out', async ({
      skip,
    }) => {
      const { provider, channel, seen, lacks } = current();
      skip((lacks?.includes('limits') ?? false) && lacks?.includes('formats') === true, 'takes any length');
      const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n + 1} of the output "\\`).join('\n');
      const message = { summary: 's', heading: 'h', sections: [{ preformatted: lines }] };
      await provider.send({ channel: channel.id }, message, { key: 'k' });
      const text = (await seen(channel.id))[0]?.text ?? '';
      expect(text).toContain('line 1 of');
      expect(text).toContain('line 20000 of');
      const shown = text.match(/^line \d+ of/gm) ?? [];
      expect(shown.length).toBeGreaterThan(20);
      expect(text).toContain(`… ${20_000 - shown.length} lines left out …`);
    });

    it('notifies whom Muster mentions, and nobody else', async ({ skip }) => {
      const { provider, channel, ana, seen } = current();
      skip(!provider.capabilities.operations.has('mentions'), 'no mentions');
      const spans: Text = [
        { user: ana.id, name: ana.name },
        ' over to you, ',
        { person: 'p-1', name: 'Zoe' },
      ];
      await provider.send(
        { channel: channel.id },
        { summary: 's', sections: [{ text: spans }] },
        { key: 'k' },
      );
      const [message] = await seen(channel.id);
      expect(message?.pings).toEqual([ana.id]);
      expect(message?.text).toContain('Zoe');
    });

    it('is shortened where it is too long for the platform, and says so', async ({ skip }) => {
      const { provider, channel, seen, lacks } = current();
      skip(lacks?.includes('limits') ?? false, 'takes any length');
      const long = 'x'.repeat(60_000);
      const message = {
        summary: long,
        heading: long,
        accent: 'SEV-1' as const,
        sections: Array.from({ length: 80 }, () => ({
          text: [long],
          fields: [{ label: long, value: [long] }],
        })),
        elements: Array.from({ length: 30 }, (_, n) => ({
          kind: 'button' as const,
          label: `${n} ${long}`,
          action: { command: 'ack', incident: `INC-${n + 1}` },
        })),
      };
      await provider.send({ channel: channel.id }, message, { key: 'k' });
      expect((await seen(channel.id))[0]?.text).toContain('…');
    });
  });
}
