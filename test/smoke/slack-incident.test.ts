import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insisting } from '../fakes/insisting.ts';
import { eventually } from '../harness/eventually.ts';
import { asksUntil, opensForm, outcome } from '../harness/patiently.ts';
import { idIn, startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('an incident run from Slack', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem({ incidentChannel: true });
  });
  afterAll(() => team.stop());

  const forms = () => team.slack.workspace.views.length;
  /** @returns what came of a command that Ana typed. */
  const came = (channel: string, text: string): Promise<string> =>
    outcome(
      async () => (await team.slack.types(team.ana, channel, text)).body,
      () => team.slack.whispers(team.ana.id, channel),
    );

  it('is declared, acknowledged by button, resolved by form and closed, and every card follows', async () => {
    const { slack, ana, ben } = team;
    const incidents = slack.workspace.channelNamed('incidents').id;

    const declared = await slack.types(ana, incidents, 'declare Checkout returns 500s —sev 2');
    expect(declared.status).toBe(200);
    const id = idIn(declared.body);

    const card = await slack.expectMessage('incidents', 'Checkout returns 500s');
    expect(card.text).toContain('SEV-2');
    await eventually('Ana is paged', () =>
      slack.directMessages(ana.id).some(({ text }) => text.includes(id)),
    );
    expect(slack.directMessages(ben.id)).toEqual([]);

    const pressed = await slack.presses(ben, { channel: incidents, id: card.id }, 'Acknowledge');
    expect(pressed.status).toBe(200);
    await eventually('the card says who acknowledged', () => {
      const now = slack.seen('incidents').find((message) => message.id === card.id);
      return now?.text.includes('acknowledged') && now.text.includes('Ben');
    });
    await eventually('Ben is told so privately', () =>
      slack.whispers(ben.id, incidents).some(({ text }) => text.includes('acknowledged')),
    );

    await opensForm(forms, () => slack.presses(ana, { channel: incidents, id: card.id }, 'Resolve'));
    const submitted = await slack.submits(ana, { note: 'rolled back the release' });
    expect(submitted.json).toMatchObject({ response_action: 'clear' });
    await slack.expectMessage('incidents', 'rolled back the release');

    expect(await came(incidents, `close ${id}`)).toContain('closed');
    expect(await came(incidents, `ack ${id}`)).toMatch(/closed|declare a new incident/);
  });

  it('opens a channel of its own in which no id is needed', async () => {
    const { slack, ana } = team;
    const incidents = slack.workspace.channelNamed('incidents').id;
    const id = idIn((await slack.types(ana, incidents, 'declare Search is slow')).body);
    const own = await eventually('the incident has a channel', () =>
      [...slack.workspace.channels.values()].find(({ name }) => name.startsWith(id.toLowerCase())),
    );
    await slack.expectMessage(own.id, 'Search is slow');
    await eventually('the read model knows the channel', async () => {
      const answer = await slack.types(ana, own.id, 'status');
      return answer.body.includes(id) && answer.body.includes('Search is slow');
    });
    expect(await came(own.id, 'ack')).toContain('acknowledged');
  });

  it('is made of a message, gathers others by an emoji and a shortcut, and is told of by status updates', async () => {
    const { slack, ana, ben } = team;
    const { id: incidents } = slack.workspace.channelNamed('incidents');
    const files = [{ name: 'trace.txt', permalink: 'https://muster.slack.example/files/trace.txt' }];
    const first = slack.says(ben, incidents, 'Login fails for everybody\nsince 10:00', { files });
    await opensForm(forms, () => slack.choosesOn(ana, first, 'muster_declare'));
    const answer = await slack.submits(ana, {});
    expect(answer.json).toMatchObject({ response_action: 'clear' });
    const card = await slack.expectMessage('incidents', /INC-\d+ SEV-\d open: Login fails for everybody/);
    const id = idIn(card.text);
    await slack.expectMessage('incidents', 'a message of Ben: “Login fails for everybody');
    await eventually('the status shows the file', async () =>
      (await slack.types(ana, incidents, `status ${id}`)).body.includes('trace.txt'),
    );

    const second = slack.says(ben, incidents, 'the directory is full', { threadTs: card.id });
    for (const person of [ana, ben]) await slack.reacts(person, second, 'pushpin');
    await slack.reacts(ana, second, 'tada');
    await slack.expectMessage('incidents', 'a message of Ben: “the directory is full”');

    const third = slack.says(ana, incidents, 'disk quota exceeded');
    await opensForm(forms, () => slack.choosesOn(ben, third, 'muster_timeline'));
    await slack.submits(ben, { incident: id, text: 'this may be why' });
    await slack.expectMessage('incidents', 'this may be why; about a message of Ana: “disk quota exceeded”');

    await slack.types(ana, incidents, `update ${id} the quota is being raised`);
    await slack.expectMessage('incidents', 'posted a status update: the quota is being raised');
    const told = slack.seen('incidents').filter(({ text }) => text.includes('“the directory is full”'));
    expect(told).toHaveLength(1);
  });

  it('stands on the home page of who responds to it, with a button that works', async () => {
    const { slack, ana, ben } = team;
    const { id: incidents } = slack.workspace.channelNamed('incidents');
    const id = idIn((await slack.types(ben, incidents, 'declare Mail is delayed')).body);
    await slack.types(ben, incidents, `join ${id}`);
    await eventually("Ben's page has the incident as his", async () => {
      await slack.opensHome(ben);
      return slack.home(ben.id)?.buttons.includes(`Acknowledge ${id}`);
    });
    await asksUntil(
      "Ana's page has it as another's",
      () => slack.opensHome(ana),
      () => slack.home(ana.id)?.text.includes('Mail is delayed'),
    );
    expect(slack.home(ana.id)?.buttons).not.toContain(`Acknowledge ${id}`);
    await slack.pressesHome(ben, `Acknowledge ${id}`);
    await eventually('Ben is told so directly', () =>
      slack.directMessages(ben.id).some(({ text }) => text.includes(`acknowledged ${id}`)),
    );
    await eventually('the pages of both follow, though nobody opens them again', () => {
      const [his, hers] = [slack.home(ben.id), slack.home(ana.id)];
      return (
        his?.buttons.includes(`Resolve ${id}`) && /acknowledged · Mail is delayed/.test(hers?.text ?? '')
      );
    });
  });

  it('is announced also in the channel that is chosen in its form', async () => {
    const { slack, ana } = team;
    const { id: incidents } = slack.workspace.channelNamed('incidents');
    const chosen = slack.addChannel('customers');
    await opensForm(forms, () => slack.types(ana, incidents, 'declare'));
    const values = { title: 'Invoices are late', announce: chosen.id };
    expect((await slack.submits(ana, { ...values, private: 'true' })).json).toMatchObject({
      response_action: 'errors',
      errors: { announce: expect.stringContaining('private') as string },
    });
    expect((await slack.submits(ana, values)).json).toMatchObject({ response_action: 'clear' });
    for (const name of ['incidents', 'customers']) await slack.expectMessage(name, 'Invoices are late');
  });

  it('is previewed where its address is written', async () => {
    const { slack, system, ben } = team;
    const { id: incidents } = slack.workspace.channelNamed('incidents');
    const id = idIn((await slack.types(ben, incidents, 'declare Print is slow')).body);
    // People are told this name of the machine.
    const link = `http://localhost:${new URL(system.baseUrl).port}/incidents/${id}`;
    const message = slack.says(ben, incidents, `look at ${link}`);
    await asksUntil(
      'the preview stands',
      () => slack.sharesLinks(ben, message, [link]),
      () => slack.previews(incidents, message.ts).get(link)?.text.includes('Print is slow'),
    );
  });

  it('answers a mention in its thread', async () => {
    const { slack, ben } = team;
    const incidents = slack.workspace.channelNamed('incidents').id;
    const answer = await insisting(true, () => slack.mentions(ben, incidents, 'list please'));
    expect(answer.status).toBe(200);
    await eventually('the answer stands', () =>
      slack
        .whispers(ben.id, incidents)
        .concat(slack.seen('incidents'))
        .some(({ text }) => /\d+ (active )?incident/i.test(text)),
    );
  });

  it('shows markup and mentions from outside as plain text', async () => {
    const { slack, ana } = team;
    const incidents = slack.workspace.channelNamed('incidents').id;
    await slack.types(ana, incidents, 'declare &lt;!channel&gt; *down* &amp; out');
    const card = await slack.expectMessage('incidents', '<!channel> *down* & out');
    expect(card.pings).toEqual([]);
  });
});
