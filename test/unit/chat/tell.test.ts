import { describe, expect, it } from 'vitest';
import { note } from '../../../src/chat/message.ts';
import { tell } from '../../../src/chat/tell.ts';
import { FakeProvider } from '../../activities/fake-provider.ts';

const message = note(['Muster did not take that.'], 'Muster did not take that.');
const about = { key: 'k', tenant: 'default', instance: 'main', message };
const privately = { ...about, to: { channel: 'C1' }, privatelyTo: 'U1' };

describe('telling somebody at once', () => {
  it('is private where it was asked for privately', async () => {
    const provider = new FakeProvider();
    await tell(provider, privately);
    expect(provider.sent).toMatchObject([{ to: { channel: 'C1' }, privatelyTo: 'U1', key: 'k', message }]);
  });

  it('is for all where all are concerned', async () => {
    const provider = new FakeProvider();
    await tell(provider, { ...about, to: { channel: 'C1' } });
    expect(provider.sent).toMatchObject([{ to: { channel: 'C1' } }]);
    expect(provider.sent[0]?.privatelyTo).toBeUndefined();
  });

  it('is a direct message in a channel where the bot is not', async () => {
    const provider = new FakeProvider();
    provider.trouble('sendPrivately', { code: 'channel_not_found' });
    await tell(provider, privately);
    expect(provider.sent).toMatchObject([{ to: { user: 'U1' }, message }]);
  });

  it('is not tried elsewhere when the platform is away, or may have shown it', async () => {
    const provider = new FakeProvider();
    provider.trouble('sendPrivately', { code: 'connection_failed' }, 'reset before');
    await expect(tell(provider, privately)).rejects.toMatchObject({ code: 'connection_failed' });
    await expect(tell(provider, privately)).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(provider.sent).toEqual([]);
  });
});
