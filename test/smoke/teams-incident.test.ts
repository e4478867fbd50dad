import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialogOf, type AppAnswer } from '../fakes/teams/fake.ts';
import type { FakeUser } from '../fakes/teams/organisation.ts';
import { within } from '../fakes/teams/reading.ts';
import { eventually } from '../harness/eventually.ts';
import { asksUntil, outcome } from '../harness/patiently.ts';
import { idIn } from '../harness/slack-system.ts';
import { startTeamsSystem, type TeamsSystem } from '../harness/teams-system.ts';

describe('an incident run from Microsoft Teams', () => {
  let here: TeamsSystem;
  beforeAll(async () => {
    here = await startTeamsSystem();
  });
  afterAll(() => here.stop());

  /** @returns what came of what somebody did, which holds of the answer to it in any case. */
  const came = (user: FakeUser, does: () => Promise<AppAnswer>, answered: object): Promise<string> =>
    outcome(
      async () => {
        const answer = await does();
        expect(answer.json).toMatchObject(answered);
        return answer.body;
      },
      () => here.teams.directMessages(user.id),
    );

  /** @returns the card of the incident with this title in a channel. */
  async function cardOf(
    channel: string,
    title: string,
  ): Promise<{ channel: string; id: string; text: string }> {
    const { teams } = here;
    const found = await eventually(`the card of ${title}`, () =>
      teams
        .seen(channel)
        .find(({ text, buttons }) => text.includes(title) && buttons.includes('Acknowledge')),
    );
    return { channel: teams.organisation.channelNamed(channel).id, id: found.id, text: found.text };
  }

  it('is declared, acknowledged by button, resolved by dialog and closed, and the card follows', async () => {
    const { teams, ana, ben } = here;
    const incidents = { channel: teams.organisation.channelNamed('incidents').id };

    const declared = await teams.says(ana, incidents, 'declare Checkout returns 500s --sev 2');
    expect(declared.status).toBe(200);
    const card = await cardOf('incidents', 'Checkout returns 500s');
    expect(card.text).toContain('SEV-2');
    const id = idIn(card.text);
    await teams.expectMessage('incidents', /Ana declared INC-\d+/);
    await eventually('Ana is paged', () =>
      teams.directMessages(ana.id).some(({ text }) => text.includes(id)),
    );
    expect(teams.directMessages(ben.id)).toEqual([]);

    const pressed = await came(ben, () => teams.presses(ben, card, 'Acknowledge'), {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
    });
    expect(pressed).toContain('acknowledged');
    await eventually('the card says who acknowledged', () => {
      const now = teams.seen('incidents').find((message) => message.id === card.id);
      return now?.text.includes('acknowledged') && now.text.includes('Ben');
    });

    const opened = await teams.presses(ana, card, 'Resolve');
    expect(within(dialogOf(opened), 'Input.Text').map(({ id: input }) => input)).toEqual(['note']);
    const note = 'rolled back the release';
    const submitted = await came(ana, () => teams.submits(ana, incidents, opened, { note }), {
      task: { type: 'message' },
    });
    expect(submitted).toContain(`resolved ${id}`);
    await teams.expectMessage('incidents', 'rolled back the release');

    await teams.says(ana, { ...incidents, thread: card.id }, `close ${id}`);
    await eventually('Ana is told that it is closed', () =>
      teams.directMessages(ana.id).some(({ text }) => text.includes(`closed ${id}`)),
    );
    await eventually('nothing can be pressed any more', () => {
      const now = teams.seen('incidents').find((message) => message.id === card.id);
      return now?.buttons.length === 0;
    });
  });

  it('opens a channel of its own in which no id is needed', async () => {
    const { teams, ana, ben } = here;
    const incidents = { channel: teams.organisation.channelNamed('incidents').id };
    await teams.says(ana, incidents, '/im declare Search is slow');
    const id = idIn((await cardOf('incidents', 'Search is slow')).text);
    const own = await eventually('the incident has a channel', () =>
      [...teams.organisation.channels.values()].find(({ name }) => name.startsWith(id.toLowerCase())),
    );
    await teams.expectMessage(own.id, 'Search is slow');
    await asksUntil(
      'the channel is known to be of that incident',
      () => teams.says(ben, { channel: own.id }, 'status'),
      () => teams.directMessages(ben.id).some(({ text }) => text.includes('Search is slow')),
    );
    await teams.says(ben, { channel: own.id }, 'ack');
    await eventually('Ben is told so', () =>
      teams.directMessages(ben.id).some(({ text }) => text.includes(`acknowledged ${id}`)),
    );
  });

  it('is declared of a message, in a dialog that says what is wrong with it', async () => {
    const { teams, ana } = here;
    const channel = teams.organisation.channelNamed('critical').id;
    const messagePayload = {
      id: teams.organisation.messageId(),
      messageType: 'message',
      body: { contentType: 'html', content: '<p>Logins &amp; sign-ups fail</p>' },
      from: { user: { id: ana.id, displayName: ana.name } },
      linkToMessage: 'https://teams.microsoft.com/l/message/1',
    };
    const value = { commandId: 'declare', commandContext: 'message', messagePayload, data: {} };
    const opened = await teams.invokes(ana, { channel }, 'composeExtension/fetchTask', value);
    const form = dialogOf(opened);
    expect(within(form, 'Input.Text')[0]).toMatchObject({ value: 'Logins & sign-ups fail' });

    const empty = await teams.submits(ana, { channel }, opened, { title: '' });
    expect(JSON.stringify(dialogOf(empty))).toContain('Say what is wrong');
    const done = await teams.submits(ana, { channel }, empty, { title: 'Logins fail', severity: 'SEV-1' });
    expect(done.body).toMatch(/declared INC-\d+/);
    await cardOf('critical', 'Logins fail');
  });

  it('asks for what was left out in the chat with who typed it', async () => {
    const { teams, ben } = here;
    await teams.says(ben, {}, '/im declare');
    const form = await eventually('a form is there', () =>
      teams.forms().find(({ title }) => title.includes('Declare')),
    );
    expect(form.submit).toBe('Declare');
  });

  it('takes no orders from other organisations, or by forged tokens', async () => {
    const { teams, ana } = here;
    const incidents = { channel: teams.organisation.channelNamed('incidents').id };
    const forged = await teams.deliver(
      { type: 'message', text: 'declare forged', serviceUrl: teams.serviceUrl },
      { audience: '99999999-3333-4444-5555-666677778888' },
    );
    expect(forged.status).toBe(401);
    const elsewhere = await teams.invokes(
      ana,
      incidents,
      'task/fetch',
      { data: { muster: { action: 'list' } } },
      {
        channelData: { tenant: { id: '00000000-0000-4697-8899-aabbccddeeff' } },
      },
    );
    expect(elsewhere.status).toBe(401);
  });

  it('shows markup and mentions from outside as plain text', async () => {
    const { teams, ana } = here;
    await teams.says(
      ana,
      { channel: teams.organisation.channelNamed('incidents').id },
      '/im declare **down** [x](https://e.example) & out',
    );
    const card = await cardOf('incidents', '**down** [x](https://e.example) & out');
    const seen = teams.seen('incidents').find(({ id }) => id === card.id);
    expect(seen?.pings).toEqual([]);
  });
});
