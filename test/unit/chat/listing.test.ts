import { describe, expect, it } from 'vitest';
import { listMessage } from '../../../src/chat/listing.ts';
import { statusMessage } from '../../../src/chat/status.ts';
import type { IncidentView } from '../../../src/incident/view.ts';
import { ANA, BEN, MINUTE, Story, storyIn } from '../incident/fixture.ts';
import { labels, LINKS, reading, viewOf } from './fixture.ts';

const pageOf = ({ incident }: IncidentView): string => `https://muster.test/${incident.id}`;
const list = (views: IncidentView[], more: Partial<Parameters<typeof listMessage>[0]> = {}) =>
  listMessage({ incidents: views, total: views.length, more: false, narrowed: false, ...more }, pageOf);

describe('a list of incidents', () => {
  it('has a line for each: id with its page, severity, status, title, service, people', () => {
    const open = new Story(undefined, { service: 'checkout', team: 'payments', private: true });
    const message = list([viewOf(storyIn('acknowledged')), viewOf(open)]);
    expect(message.heading).toBe('2 incidents');
    expect(reading(message).split('\n')).toEqual([
      '🔴 INC-7 SEV-1 👀 acknowledged · Checkout returns 500s · Ben',
      '🔴 INC-7 SEV-1 🚨 open · Checkout returns 500s · checkout · nobody yet · 🔒 private',
    ]);
    expect(message.sections[0]!.text).toContainEqual({ link: 'https://muster.test/INC-7', label: 'INC-7' });
  });

  it('says what to type for the next page, and only when there is one', () => {
    const view = viewOf(new Story());
    expect(reading(list([view]))).not.toContain('--before');
    const message = list([view], { total: 41, more: true });
    expect(message.summary).toBe('41 incidents');
    expect(reading(message)).toContain('1 of 41 are shown. For the next add --before INC-7;');
  });

  it('says what an empty one means', () => {
    expect(list([]).summary).toContain('No incident is active.');
    expect(list([], { narrowed: true }).summary).toContain('No incident matches.');
    expect(list([viewOf(new Story())]).summary).toBe('1 incident');
  });
});

describe('the status of an incident', () => {
  it('is its card with the timeline above the links', () => {
    const story = new Story();
    story.after(MINUTE).does(BEN, { name: 'ack' });
    const message = statusMessage(viewOf(story), story.events, LINKS);
    expect(labels(message)).toContain('Resolve');
    expect(reading(message).split('\n').slice(-5)).toEqual([
      'Timeline',
      '2026-03-01 12:00:00 UTC  Ana declared SEV-1: Checkout returns 500s',
      '2026-03-01 12:00:00 UTC  Escalation step 1 of 2: paged Ana because the incident was declared; ' +
        'without an acknowledgement it goes on at 2026-03-01 12:05:00 UTC.',
      '2026-03-01 12:01:00 UTC  Ben acknowledged and is on it; they were not paged.',
      'Incident page',
    ]);
  });

  it('says how much came before', () => {
    const story = new Story();
    story.does(BEN, { name: 'ack' });
    expect(reading(statusMessage(viewOf(story), story.events.slice(-1), LINKS))).toContain(
      'Timeline (2 earlier on the page)',
    );
  });

  it('cuts long notes, on one line each and through no character', () => {
    const story = new Story();
    story.does(ANA, { name: 'note', text: `first\n\nsecond ${'💥'.repeat(1_000)}` });
    const line = reading(statusMessage(viewOf(story), story.events, LINKS))
      .split('\n')
      .find((one) => one.includes('noted'))!;
    expect(line).toMatch(/noted: first second (?:💥)+…$/u);
    expect(line.length).toBeLessThan(350);
  });

  it('without events is the card alone', () => {
    expect(reading(statusMessage(viewOf(new Story()), [], LINKS))).not.toContain('Timeline');
  });
});
