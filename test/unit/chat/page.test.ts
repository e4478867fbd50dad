import { describe, expect, it } from 'vitest';
import { pageMessage } from '../../../src/chat/page.ts';
import { BEN, MINUTE, Story } from '../incident/fixture.ts';
import { labels, LINKS, reading, viewOf } from './fixture.ts';

function lastPage(story: Story) {
  const event = story.events.findLast((one) => one.type === 'escalated')!;
  return pageMessage(viewOf(story), event, LINKS);
}

describe('a page', () => {
  it('says on the lock screen what is wrong', () => {
    const message = lastPage(new Story());
    expect(message.summary).toBe('You are paged: INC-7 SEV-1: Checkout returns 500s');
    expect(message.heading).toBe(message.summary);
    expect(message.accent).toBe('SEV-1');
  });

  it('says why it comes, what happens otherwise, and how to stop it', () => {
    const story = new Story(undefined, { service: 'checkout', team: 'payments' });
    story.passes(5 * MINUTE);
    const message = lastPage(story);
    expect(reading(message)).toBe(
      'Nobody acknowledged so far. Acknowledge before 2026-03-01 12:15:00 UTC, or the escalation goes on.\n' +
        'Status: SEV-1, open, declared 5 minutes ago\nOn it: nobody yet\n' +
        'checkout, payments · declared by Ana at 2026-03-01 12:00:00 UTC · escalation policy payments, step 2 of 2\n' +
        'Incident page',
    );
    expect(labels(message)).toEqual(['Acknowledge', 'Escalate']);
  });

  it('has what the alert says that it is about', () => {
    const cause = {
      description: 'Instance db-1',
      links: [
        { title: 'Runbook', url: 'https://runbooks.example.com/disk' },
        { title: 'Graph', url: 'https://prometheus.example.com/graph' },
      ],
    };
    const alerts = { integration: 'prom', group: 'g', firing: 1, heard: 1, revision: 0, cause };
    const message = lastPage(new Story(undefined, { alerts }));
    expect(reading(message)).toContain('\nInstance db-1\nRunbook · Graph\n');
    expect(message.sections.flatMap(({ footnote = [] }) => footnote)).toContainEqual({
      link: 'https://runbooks.example.com/disk',
      label: 'Runbook',
    });
  });

  it('repeats why somebody asked for more people, who join those who are there', () => {
    const story = new Story();
    story.does(BEN, { name: 'ack' });
    story.does(BEN, { name: 'escalate', note: 'need a DBA' });
    const message = lastPage(story);
    expect(reading(message)).toContain('Ben asked for you');
    expect(reading(message)).toContain('Ben: need a DBA');
    expect(reading(message)).not.toContain('Acknowledge');
    expect(labels(message)).toEqual(['Join']);
  });

  it.each([
    ['the declaration', 0, 'It was just declared'],
    ['an acknowledgement that expired', 31, 'It was acknowledged, but then nothing was done for too long'],
  ])('tells of %s', (_what, minutes, sentence) => {
    const story = new Story();
    if (minutes > 0) story.does(BEN, { name: 'ack' });
    story.passes(minutes * MINUTE);
    expect(reading(lastPage(story))).toContain(sentence);
  });

  it('tells of reopening', () => {
    const story = new Story();
    story.does(BEN, { name: 'resolve' });
    story.does(BEN, { name: 'reopen' });
    expect(reading(lastPage(story))).toContain('It was reopened');
  });
});
