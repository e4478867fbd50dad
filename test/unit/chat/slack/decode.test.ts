import { describe, expect, it } from 'vitest';
import { decode } from '../../../../src/chat/slack/decode.ts';
import { ownMs } from '../../../harness/own-time.ts';

describe('text as Slack writes it', () => {
  it.each([
    ['assign <@U012ABCDEF> commander', 'assign <@U012ABCDEF> commander'],
    ['assign <@U012ABCDEF|ana> commander', 'assign <@U012ABCDEF> commander'],
    ['see <#C012ABCDE|general>', 'see #general'],
    ['see <#C012ABCDE>', 'see <#C012ABCDE>'],
    ['note <https://status.example/1>', 'note https://status.example/1'],
    ['note <http://status.example|status.example>', 'note status.example'],
    ['note <mailto:ana@muster.example|ana@muster.example>', 'note ana@muster.example'],
    ['note <https://evil.example|our status page>', 'note our status page (https://evil.example)'],
    [
      'note <!here> <!channel> <!subteam^S012AB|@oncall> <!date^1392734382^{date}|18 Feb>',
      'note @here @channel @oncall 18 Feb',
    ],
    ['a &amp; b &lt; c &gt; d', 'a & b < c > d'],
    ['&amp;lt;', '&lt;'],
    ['&quot;kept&quot;', '&quot;kept&quot;'],
    ['https://x.example/?a=1&amp;b=2', 'https://x.example/?a=1&b=2'],
    ['<https://x.example/?a=1&amp;b=2>', 'https://x.example/?a=1&b=2'],
    ['a < b', 'a < b'],
    ['<', '<'],
    ['<>', ''],
    ['', ''],
  ])('%s', (written, typed) => {
    expect(decode(written)).toBe(typed);
  });

  it('takes no longer with many brackets', () => {
    const start = ownMs();
    decode('<'.repeat(40_000));
    decode('<a|'.repeat(13_000));
    expect(ownMs() - start).toBeLessThan(500);
  });
});
