import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressDelivery } from '../fakes/mattermost/deliveries.ts';
import { eventually } from '../harness/eventually.ts';
import { startMattermostSystem, type MattermostSystem } from '../harness/mattermost-system.ts';
import { asksUntil, opensForm, outcome } from '../harness/patiently.ts';
import { idIn } from '../harness/slack-system.ts';

describe('an incident run from Mattermost', () => {
  let team: MattermostSystem;
  beforeAll(async () => {
    team = await startMattermostSystem();
  });
  afterAll(() => team.stop());

  const incidents = () => team.mattermost.state.channelNamed('incidents');
  const forms = () => team.mattermost.state.dialogs.length;
  /** @returns what came of a command that Ana typed. */
  const came = (channel: string, text: string): Promise<string> =>
    outcome(
      async () => (await team.mattermost.types(team.ana, channel, text)).body,
      () => team.mattermost.whispers(team.ana.id, channel),
    );

  it('is declared, acknowledged by button, resolved by form and closed, and every card follows', async () => {
    const { mattermost, ana, ben } = team;
    const { id: channel } = incidents();

    const declared = await mattermost.types(ana, channel, 'declare Checkout returns 500s --sev 2');
    expect(declared.status).toBe(200);
    const id = idIn(declared.body);

    const card = await mattermost.expectMessage('incidents', /Checkout returns 500s[^]*Acknowledge/);
    expect(card.text).toContain('SEV-2');
    await eventually('Ana is paged', () =>
      mattermost.directMessages(ana.id).some(({ text }) => text.includes(id)),
    );
    expect(mattermost.directMessages(ben.id)).toEqual([]);

    const pressed = await mattermost.presses(ben, { channel, id: card.id }, 'Acknowledge');
    expect(pressed.status).toBe(200);
    await eventually('the card says who acknowledged', () => {
      const now = mattermost.seen('incidents').find((message) => message.id === card.id);
      return now?.text.includes('acknowledged') && now.text.includes('Ben');
    });
    const told = () =>
      mattermost.whispers(ben.id, channel).filter(({ text }) => text.includes('acknowledged'));
    await eventually('Ben is told so privately', () => told().length > 0);
    expect(told()).toHaveLength(1);

    await opensForm(forms, () => mattermost.presses(ana, { channel, id: card.id }, 'Resolve'));
    const submitted = await mattermost.submits(ana, channel, { note: 'rolled back the release' });
    expect(submitted.json).toEqual({});
    await mattermost.expectMessage('incidents', 'rolled back the release');

    expect(await came(channel, `close ${id}`)).toContain('closed');
    expect(await came(channel, `ack ${id}`)).toMatch(/closed|declare a new incident/);
  });

  it('opens a channel of its own in which no id is needed', async () => {
    const { mattermost, ana } = team;
    const { id: channel } = incidents();
    const id = idIn((await mattermost.types(ana, channel, 'declare Search is slow')).body);
    const own = await eventually('the incident has a channel', () =>
      [...mattermost.state.channels.values()].find(({ name }) => name.startsWith(id.toLowerCase())),
    );
    await mattermost.expectMessage(own.id, 'Search is slow');
    await eventually('the read model knows the channel', async () => {
      const answer = await mattermost.types(ana, own.id, 'status');
      return answer.body.includes(id) && answer.body.includes('Search is slow');
    });
    expect(await came(own.id, 'ack')).toContain('acknowledged');
  });

  it('shows errors in the form and keeps it open', async () => {
    const { mattermost, ana } = team;
    const { id: channel } = incidents();
    await opensForm(forms, () => mattermost.types(ana, channel, 'declare'));
    expect(mattermost.state.dialogs.at(-1)?.dialog.callback_id).toBe('declare');
    const refused = await mattermost.submits(ana, channel, { title: '   ' });
    expect(refused.json).toEqual({ errors: { title: expect.stringMatching(/.{5}/) as string } });
    const accepted = await mattermost.submits(ana, channel, { title: 'Login fails', severity: 'SEV-3' });
    expect(accepted.json).toEqual({});
    await mattermost.expectMessage('incidents', 'Login fails');
  });

  it('answers a mention that came by WebSocket', async () => {
    const { mattermost, ben } = team;
    await eventually('Muster listens', () => mattermost.sockets.open.length > 0);
    await asksUntil(
      'the answer stands',
      () => mattermost.writes(ben, incidents(), '@muster list please', [mattermost.state.bot.id]),
      () =>
        [...mattermost.seen('incidents'), ...mattermost.directMessages(ben.id)].some(({ text }) =>
          /\d+ (active )?incident/i.test(text),
        ),
    );
  });

  it('shows markup and mentions from outside as plain text', async () => {
    const { mattermost, ana } = team;
    await mattermost.types(ana, incidents().id, 'declare @all **down** & <https://evil.example|out>');
    const card = await mattermost.expectMessage('incidents', '@all **down** & <https://evil.example|out>');
    expect(card.pings).toEqual([]);
  });

  it('believes no press that it did not seal, and none of another channel', async () => {
    const { mattermost, ana, ben } = team;
    const { id: channel } = incidents();
    const id = idIn((await mattermost.types(ana, channel, 'declare Mail is late')).body);
    const card = await mattermost.expectMessage('incidents', /Mail is late[^]*Acknowledge/);
    const post = mattermost.posts(channel).find((one) => one.id === card.id);
    const genuine = pressDelivery(mattermost.state, ben, post!, 'Acknowledge');
    const changed = (change: (payload: { channel_id: string; context: { action: string } }) => void) => {
      const payload = JSON.parse(genuine.body) as { channel_id: string; context: { action: string } };
      change(payload);
      return mattermost.deliver({ ...genuine, body: JSON.stringify(payload) });
    };
    const elsewhere = mattermost.state.channelNamed('critical').id;
    for (const forged of [
      await changed((payload) => (payload.context.action = `resolve ${id}`)),
      await changed((payload) => (payload.channel_id = elsewhere)),
    ]) {
      expect(forged.status).toBe(401);
    }
    const stranger = { url: 'http://muster.example.com/chat/main-mattermost/commands', token: 'wrong' };
    mattermost.addCommand(stranger.url, stranger.token);
    expect((await mattermost.types(ana, channel, `resolve ${id}`)).status).toBe(401);
    mattermost.addCommand(stranger.url);
    const status = await mattermost.types(ana, channel, `status ${id}`);
    expect(status.body).not.toMatch(/resolved/i);
  });
});
