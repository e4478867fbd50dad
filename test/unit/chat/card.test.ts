import { describe, expect, it } from 'vitest';
import { incidentCard } from '../../../src/chat/card.ts';
import { rows } from '../../../src/chat/discord/actions.ts';
import type { Text } from '../../../src/chat/text.ts';
import { ANA, BEN, MINUTE, NO_SLA, POLICY, Story, storyIn } from '../incident/fixture.ts';
import { labels, LINKS, reading, viewOf } from './fixture.ts';

const card = (story: Story, problems = viewOf(story).problems) =>
  incidentCard(viewOf(story, problems), LINKS);

describe('the card of an incident', () => {
  it('says everything about a new one', () => {
    const story = new Story(undefined, { team: 'payments', service: 'checkout' });
    const message = card(story);
    expect(message).toMatchObject({
      summary: 'INC-7 SEV-1 open: Checkout returns 500s',
      heading: 'INC-7 SEV-1 open: Checkout returns 500s',
      accent: 'SEV-1',
    });
    expect(reading(message).split('\n')).toEqual([
      'Status: open, not acknowledged yet',
      'Severity: 🔴 SEV-1',
      'Team: payments',
      'Service: checkout',
      'Declared: by Ana at 2026-03-01 12:00:00 UTC',
      'Responders: nobody yet',
      'Escalates: to step 2 of 2 at 2026-03-01 12:05:00 UTC',
      'Acknowledge by: 2026-03-01 12:10:00 UTC',
      'Resolve by: 2026-03-01 13:00:00 UTC',
      'Incident page',
    ]);
  });

  it('says who is on it and until when that holds', () => {
    const story = new Story().after(MINUTE);
    story.does(BEN, { name: 'ack' });
    story.does(BEN, { name: 'assign', person: ANA, role: 'commander' });
    story.does(BEN, { name: 'assign', person: BEN, role: 'scribe' });
    expect(reading(card(story)).split('\n')).toEqual([
      'Status: acknowledged by Ben at 2026-03-01 12:01:00 UTC, who was not paged',
      'Severity: 🔴 SEV-1',
      'Declared: by Ana at 2026-03-01 12:00:00 UTC',
      'Commander: Ana',
      'Responders: Ben (scribe)',
      'Acknowledgement expires: 2026-03-01 12:31:00 UTC',
      'Resolve by: 2026-03-01 13:00:00 UTC',
      'Incident page',
    ]);
  });

  it('turns good when the incident is over, and says how', () => {
    const story = storyIn('mitigated');
    expect(card(story).accent).toBe('SEV-1');
    story.does(ANA, { name: 'resolve', note: 'it was DNS' });
    const message = card(story);
    expect(message.accent).toBe('good');
    expect(reading(message)).toContain('Status: resolved by Ana at 2026-03-01 12:01:00 UTC');
    expect(reading(message)).toContain('Resolved: it was DNS');
    expect(reading(message)).not.toMatch(/Resolve by|Escalates/);
  });

  it('takes the colour of the severity', () => {
    const story = new Story();
    story.does(ANA, { name: 'severity', severity: 'SEV-3' });
    expect(card(story).accent).toBe('SEV-3');
    expect(reading(card(story))).toContain('Severity: 🟡 SEV-3');
  });

  it('cries out when nobody has been reached, until somebody acts', () => {
    const story = new Story({ escalation: POLICY, sla: NO_SLA });
    story.passes(60 * MINUTE);
    expect(reading(card(story)).split('\n')[0]).toBe(
      '📢 NOBODY HAS BEEN REACHED: the escalation policy is used up. Acknowledge, or escalate.',
    );
    const reached = incidentCard({ ...viewOf(story), reached: true }, LINKS);
    expect(reading(reached).split('\n')[0]).toContain(
      'NOBODY HAS ACKNOWLEDGED: the escalation policy is used up.',
    );
    story.does(BEN, { name: 'ack' });
    expect(reading(card(story))).not.toContain('NOBODY');
  });

  it('cries out when no escalation policy applies, until somebody acts', () => {
    const story = new Story({ sla: NO_SLA });
    expect(reading(card(story)).split('\n')[0]).toBe(
      '📢 NOBODY IS PAGED: no escalation policy applies. Acknowledge, or assign somebody.',
    );
    story.does(BEN, { name: 'ack' });
    expect(reading(card(story))).not.toContain('NOBODY');
  });

  it('shows whom it could not reach', () => {
    const problems = [{ target: 'main/#gone', code: 'channel_not_found', reason: 'the channel is archived' }];
    expect(reading(card(new Story(), problems))).toContain(
      '⚠️ main/#gone cannot be reached: the channel is archived (channel_not_found)',
    );
  });

  it('shows a breach, privacy, and the last step of a policy', () => {
    const story = new Story(undefined, { private: true });
    story.passes(10 * MINUTE);
    expect(reading(card(story))).toContain('SLA breached: to acknowledge');
    expect(reading(card(story))).toContain('Private: only responders and admins see it');
    expect(reading(card(story))).toContain('Escalates: after the last step, at 2026-03-01 12:15:00 UTC');
  });

  it('links to the page and, where there is one, to the workflow', () => {
    const footnote = incidentCard(viewOf(new Story()), {
      ...LINKS,
      workflow: 'https://temporal.test/w',
    }).sections.at(-1);
    const expected: Text = [
      { link: LINKS.page, label: 'Incident page' },
      ' · ',
      { link: 'https://temporal.test/w', label: 'Workflow in Temporal' },
    ];
    expect(footnote?.footnote).toEqual(expected);
  });

  it('gives text from outside to the platform as plain text, to be escaped there', () => {
    const story = new Story(undefined, {
      title: '<!channel> @here *x* `y`',
      by: { id: 'eve', name: '<!here>' },
    });
    const message = card(story);
    expect(message.heading).toContain('<!channel> @here *x* `y`');
    const spans = message.sections.flatMap(({ text = [], fields = [] }) => [
      ...text,
      ...fields.flatMap(({ value }) => value),
    ]);
    expect(spans.filter((span) => typeof span !== 'string').map((span) => Object.keys(span)[0])).toEqual(
      expect.not.arrayContaining(['person', 'user']) as string[],
    );
  });
});

describe('runbooks', () => {
  const offering = (count: number, story = new Story()) =>
    incidentCard(
      {
        ...viewOf(story),
        runbooks: Array.from({ length: count }, (_, n) => ({ name: `r${n}`, title: `Do ${n}`, nth: n })),
      },
      LINKS,
    );

  it('stand on the card, the first as buttons and the others in a menu', () => {
    const shown = labels(offering(5));
    expect(shown).toEqual(expect.arrayContaining(['▶ Do 0', '▶ Do 1', '▶ Do 2', 'Run a runbook']));
    expect(shown).not.toContain('▶ Do 3');
    const menu = offering(5).elements?.at(-1);
    expect(menu).toMatchObject({
      kind: 'select',
      options: [
        { label: '▶ Do 3', value: '3:r3' },
        { label: '▶ Do 4', value: '4:r4' },
      ],
      action: { command: 'runbook', incident: 'INC-7' },
    });
    expect(labels(offering(3))).not.toContain('Run a runbook');
    expect(labels(offering(0))).toEqual(labels(card(new Story())));
  });

  it('leave room for all else, on the platform that has least of it', () => {
    for (const status of ['acknowledged', 'mitigated'] as const)
      expect(rows(offering(60, storyIn(status)).elements ?? []).left).toBe(0);
    expect(rows(offering(60).elements ?? []).left).toBe(0);
  });
});

describe('the newest status update', () => {
  it('stands on the card, and replaces the one before', () => {
    const story = new Story();
    const shown = () => JSON.stringify(card(story).sections);
    expect(shown()).not.toContain('Status update');
    story.does(ANA, { name: 'update', text: 'looking into it' });
    expect(shown()).toContain('looking into it');
    story.does(BEN, { name: 'update', text: 'a fix is being rolled out' });
    expect(shown()).toContain('a fix is being rolled out');
    expect(shown()).not.toContain('looking into it');
  });
});

describe('the buttons of a card', () => {
  it.each([
    [
      'open',
      ['Acknowledge', 'Mitigate', 'Resolve', 'Escalate', 'Assign', 'Note', 'Post update', 'Change severity'],
    ],
    ['acknowledged', ['Mitigate', 'Resolve', 'Escalate', 'Assign', 'Note', 'Post update', 'Change severity']],
    ['mitigated', ['Resolve', 'Escalate', 'Assign', 'Note', 'Post update', 'Change severity']],
    ['resolved', ['Close', 'Reopen', 'Assign', 'Note', 'Post update', 'Change severity']],
    ['closed', []],
  ] as const)('offer what is possible when it is %s', (status, expected) => {
    expect(labels(card(storyIn(status)))).toEqual(expected);
  });

  it('do not offer to escalate without a policy', () => {
    expect(labels(card(new Story({ sla: NO_SLA })))).not.toContain('Escalate');
  });

  it('put acknowledging first and offer the other severities', () => {
    const elements = card(new Story()).elements!;
    expect(elements[0]).toEqual({
      kind: 'button',
      label: 'Acknowledge',
      style: 'primary',
      action: { command: 'ack', incident: 'INC-7' },
    });
    expect(elements.at(-1)).toMatchObject({
      kind: 'select',
      options: [{ value: 'SEV-2' }, { value: 'SEV-3' }, { value: 'SEV-4' }],
    });
  });
});
