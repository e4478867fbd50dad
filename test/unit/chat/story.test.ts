import { describe, expect, it } from 'vitest';
import { notificationOf, NOTIFICATION_TYPES } from '../../../src/chat/notification.ts';
import { storiesMessage, storyMessage } from '../../../src/chat/story.ts';
import type { EventBody, IncidentEvent } from '../../../src/incident/event.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import { ANA, BEN, CRITICAL, MINUTE, NO_SLA, NOON, POLICY, Story, storyIn } from '../incident/fixture.ts';
import { labels, LINKS, reading, viewOf } from './fixture.ts';

const event = (body: EventBody, by = MUSTER): IncidentEvent => ({ ...body, by, at: NOON, sequence: 9 });

const escalated = (cause: 'declared' | 'asked') => ({
  type: 'escalated' as const,
  policy: 'p',
  step: 0,
  steps: 1,
  round: 0,
  targets: [CRITICAL],
  cause,
});

const failed = { type: 'notification_failed', target: 'main/#a', code: 'x', reason: 'y' } as const;

describe('what kind of news an event is', () => {
  it.each<[EventBody, string, 'loud' | 'quiet']>([
    [{ type: 'declared', title: 't', severity: 'SEV-1' }, 'created', 'loud'],
    [{ type: 'acknowledged' }, 'acknowledged', 'quiet'],
    [{ type: 'mitigated' }, 'updated', 'quiet'],
    [{ type: 'resolved' }, 'resolved', 'loud'],
    [{ type: 'closed' }, 'closed', 'quiet'],
    [{ type: 'reopened' }, 'updated', 'loud'],
    [{ type: 'acknowledgement_expired' }, 'updated', 'loud'],
    [escalated('declared'), 'escalated', 'quiet'],
    [escalated('asked'), 'escalated', 'loud'],
    [{ ...escalated('declared'), unreachable: true }, 'escalated', 'loud'],
    [{ type: 'nobody_paged', settings: [] }, 'escalated', 'loud'],
    [{ type: 'escalation_exhausted', policy: 'p' }, 'escalated', 'loud'],
    [{ type: 'sla_warning', clock: 'resolve', dueAt: NOON }, 'SLA warning', 'loud'],
    [{ type: 'sla_breached', clock: 'resolve', dueAt: NOON }, 'SLA breach', 'loud'],
    [{ type: 'severity_changed', from: 'SEV-2', to: 'SEV-1' }, 'updated', 'loud'],
    [{ type: 'severity_changed', from: 'SEV-1', to: 'SEV-2' }, 'updated', 'quiet'],
    [failed, 'updated', 'loud'],
    [{ ...failed, fallback: 'main/#b' }, 'updated', 'quiet'],
    [{ type: 'noted', text: 'x' }, 'updated', 'quiet'],
    [{ type: 'assigned', person: BEN }, 'updated', 'quiet'],
    [{ type: 'joined' }, 'updated', 'quiet'],
    [{ type: 'left' }, 'updated', 'quiet'],
    [{ type: 'run_changed', run: 'RUN-7', action: 'a.b', change: 'failed' }, 'updated', 'quiet'],
    [{ type: 'title_changed', from: 'a', to: 'b' }, 'updated', 'quiet'],
    [{ type: 'channel_opened', instance: 'main', channel: 'C', name: 'n' }, 'updated', 'quiet'],
    [
      { type: 'invitation_failed', instance: 'main', person: BEN, code: 'c', reason: 'r' },
      'updated',
      'quiet',
    ],
    [{ type: 'channel_failed', instance: 'main', code: 'c', reason: 'r' }, 'updated', 'quiet'],
  ])('%j is %s, %s', (body, type, volume) => {
    expect(notificationOf(event(body))).toEqual({ type, loud: volume === 'loud' });
    expect(NOTIFICATION_TYPES).toContain(type);
  });

  it('is none when only a signal was ignored', () => {
    expect(notificationOf(event({ type: 'command_ignored', command: 'ack', reason: 'r' }))).toBeUndefined();
  });
});

describe('the story in the thread', () => {
  const story = new Story();
  const view = viewOf(story);

  it('is the narration, on a lock screen with the incident', () => {
    const message = storyMessage(view, event({ type: 'acknowledged' }, ANA), LINKS);
    expect(message).toMatchObject({ summary: 'INC-7: Ana acknowledged and is on it.' });
    expect(reading(message)).toBe('Ana acknowledged and is on it.');
    expect(message).not.toHaveProperty('accent');
  });

  it('says what it is about where it is seen outside of the thread', () => {
    const message = storyMessage(
      view,
      event({ type: 'sla_breached', clock: 'acknowledge', dueAt: NOON }),
      LINKS,
    );
    expect(message).toMatchObject({
      summary:
        'INC-7 SEV-1: SLA breach: not acknowledged by 2026-03-01 12:00:00 UTC. (Checkout returns 500s)',
      heading: 'INC-7 SEV-1 open: Checkout returns 500s',
      accent: 'SEV-1',
    });
    expect(reading(message)).toBe('SLA breach: not acknowledged by 2026-03-01 12:00:00 UTC.\nIncident page');
  });

  it('has the buttons of what is wanted, loudly and while the incident is open', () => {
    const breach = event({ type: 'sla_breached', clock: 'resolve', dueAt: NOON });
    expect(labels(storyMessage(view, breach, LINKS))).toEqual(['Acknowledge', 'Escalate']);
    expect(labels(storyMessage(viewOf(new Story({ sla: NO_SLA })), breach, LINKS))).toEqual([
      'Acknowledge',
      'Assign',
    ]);
    expect(labels(storyMessage(viewOf(storyIn('acknowledged')), breach, LINKS))).toEqual([]);
    expect(labels(storyMessage(view, event({ type: 'noted', text: 'x' }), LINKS))).toEqual([]);
  });

  it('tells several events together, with the newest loud one on lock screens', () => {
    const breach = event({ type: 'sla_breached', clock: 'resolve', dueAt: NOON });
    const quiet = event({ type: 'noted', text: 'x' }, ANA);
    const both = storiesMessage(view, [breach, quiet], LINKS);
    expect(both).toMatchObject({ heading: 'INC-7 SEV-1 open: Checkout returns 500s', accent: 'SEV-1' });
    expect(both.summary).toContain('SLA breach');
    expect(both.summary).toMatch(/\(and 1 more\)$/);
    expect(labels(both)).toEqual(['Acknowledge', 'Escalate']);
    expect(reading(both).split('\n')).toEqual([
      'SLA breach: not resolved by 2026-03-01 12:00:00 UTC.',
      'Ana noted: x',
      'Incident page',
    ]);
    const calm = storiesMessage(view, [quiet, quiet], LINKS);
    expect(calm).not.toHaveProperty('heading');
    expect(labels(calm)).toEqual([]);
  });

  it('is loud when nobody has been reached', () => {
    const unheard = new Story({ escalation: POLICY, sla: NO_SLA });
    const last = unheard.passes(60 * MINUTE).at(-1)!;
    expect(storyMessage(viewOf(unheard), last, LINKS).summary).toContain('NOBODY HAS BEEN REACHED');
    expect(notificationOf(last)).toEqual({ type: 'escalated', loud: true });
  });

  it('notifies who is assigned by somebody else, and nobody besides', () => {
    const spans = (body: EventBody, by = ANA) => storyMessage(view, event(body, by), LINKS).sections[0]!.text;
    expect(spans({ type: 'assigned', person: BEN, role: 'scribe' })).toContainEqual({
      person: 'ben',
      name: 'Ben',
    });
    expect(JSON.stringify(spans({ type: 'assigned', person: BEN }, BEN))).not.toContain('"person"');
    expect(JSON.stringify(spans(escalated('asked')))).not.toContain('"person"');
  });
});
