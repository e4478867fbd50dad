import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { idIn, startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('an incident run from Slack', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem({ incidentChannel: true });
  });
  afterAll(() => team.stop());

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

    const resolving = await slack.presses(ana, { channel: incidents, id: card.id }, 'Resolve');
    expect(resolving.status).toBe(200);
    const submitted = await slack.submits(ana, { note: 'rolled back the release' });
    expect(submitted.json).toMatchObject({ response_action: 'clear' });
    await slack.expectMessage('incidents', 'rolled back the release');

    const closed = await slack.types(ana, incidents, `close ${id}`);
    expect(closed.body).toContain('closed');
    const again = await slack.types(ana, incidents, `ack ${id}`);
    expect(again.body).toMatch(/closed|declare a new incident/);
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
    const acknowledged = await slack.types(ana, own.id, 'ack');
    expect(acknowledged.body).toContain('acknowledged');
  });

  it('answers a mention in its thread', async () => {
    const { slack, ben } = team;
    const incidents = slack.workspace.channelNamed('incidents').id;
    const answer = await slack.mentions(ben, incidents, 'list please');
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
