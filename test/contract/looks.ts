import { describe, expect, it } from 'vitest';
import { card, refusal, supported } from './expectations.ts';
import type { Current } from './provider-contract.ts';

const PAGE = 'https://muster.example.com/incidents/INC-7';

/** @returns what the harness must have where the platform has the capability. */
function given<T>(part: T | undefined, what: string): T {
  if (part === undefined) throw new Error(`the harness of this platform needs ${what}`);
  return part;
}

/** What people wrote, and what the platform shows of its own accord. */
export function looksContract(current: Current): void {
  describe('reading', () => {
    it('gives the words, the author and the address of a message of people', async () => {
      const { provider, channel, ana, absent, ...harness } = current();
      const nowhere = { channel: channel.id, id: absent.message };
      if (!(await supported(provider.capabilities.reading, () => provider.read(nowhere)))) return;
      const say = given(harness.say, 'say');
      const file = { name: 'trace.txt', link: 'https://files.example.com/trace.txt' };
      const ref = await say(channel.id, 'the database is slow', { file });
      const read = await provider.read(ref);
      expect(read).toMatchObject({ ref, text: 'the database is slow', author: { id: ana.id } });
      expect(read.link).toMatch(/^https?:\/\//);
      // Where a platform keeps the file itself, its address is the platform's.
      const link = expect.stringMatching(/^https?:\/\/\S+$/) as string;
      expect(read.files).toEqual([{ name: file.name, link }]);
      expect(read).not.toHaveProperty('thread');
      await refusal(provider.read(nowhere), 'message_not_found');
    });

    it('says in which thread a message is', async ({ skip }) => {
      const { provider, channel, say } = current();
      const { reading, threads } = provider.capabilities;
      skip(!reading || !threads || say === undefined, 'no reading of threads');
      const root = await provider.send({ channel: channel.id }, card('x'), { key: 'root' });
      const ref = await given(say, 'say')(channel.id, 'in the thread', { thread: root.id });
      const read = await provider.read(ref);
      expect(read).toMatchObject({ text: 'in the thread', thread: root });
    });
  });

  it('shows somebody the page of their own, again in place of what it showed before', async () => {
    const { provider, ana, ben, absent, ...harness } = current();
    if (!(await supported(provider.capabilities.home, () => provider.showHome(ana.id, card('x'))))) return;
    const home = given(harness.home, 'home');
    await provider.showHome(ana.id, card('checkout is down'));
    expect((await home(ana.id))?.text).toContain('checkout is down');
    expect((await home(ana.id))?.buttons).toContain('Acknowledge');
    expect(await home(ben.id)).toBeUndefined();
    await provider.showHome(ana.id, card('all is well'));
    expect((await home(ana.id))?.text).toContain('all is well');
    expect((await home(ana.id))?.text).not.toContain('checkout is down');
    await refusal(provider.showHome(absent.user, card('x')), 'user_not_found');
  });

  it('shows previews below a message that has the addresses', async () => {
    const { provider, channel, absent, ...harness } = current();
    const { previews: able } = provider.capabilities;
    const nowhere = { channel: channel.id, id: absent.message };
    const { elements: _, ...preview } = card('checkout is down <!channel>');
    const shown = { [PAGE]: preview };
    if (!(await supported(able, () => provider.showPreviews(nowhere, shown)))) return;
    const ref = await given(harness.say, 'say')(channel.id, `look at ${PAGE}`);
    for (let n = 0; n < 2; n += 1) await provider.showPreviews(ref, shown);
    const seen = await given(harness.previews, 'previews')(ref);
    expect([...seen.keys()]).toEqual([PAGE]);
    expect(seen.get(PAGE)?.text).toContain('checkout is down');
    expect(seen.get(PAGE)?.pings).toEqual([]);
    await refusal(provider.showPreviews(nowhere, shown), 'message_not_found');
  });

  it('puts an address at the top of a channel once', async () => {
    const { provider, channel, absent, ...harness } = current();
    const { bookmarks: able } = provider.capabilities;
    if (!(await supported(able, () => provider.bookmark(channel.id, 'INC-7', PAGE)))) return;
    for (let n = 0; n < 2; n += 1) await provider.bookmark(channel.id, 'INC-7', PAGE);
    await provider.bookmark(channel.id, 'INC-8', `${PAGE}8`);
    expect(await given(harness.bookmarks, 'bookmarks')(channel.id)).toMatchObject([
      { title: 'INC-7', link: PAGE },
      { title: 'INC-8', link: `${PAGE}8` },
    ]);
    await refusal(provider.bookmark(absent.channel, 'INC-7', PAGE), 'channel_not_found');
  });
}
