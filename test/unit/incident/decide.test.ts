import { describe, expect, it } from 'vitest';
import { notificationOf } from '../../../src/chat/notification.ts';
import { NOTE_LIMIT, TITLE_LIMIT } from '../../../src/incident/command.ts';
import { holderOf } from '../../../src/incident/incident.ts';
import { ANA, BEN, CY, MINUTE, SLA, Story, storyIn, types } from './fixture.ts';

describe('roles', () => {
  it('have one holder: who held one before stays without it', () => {
    const story = new Story();
    story.does(ANA, { name: 'assign', person: BEN, role: 'commander' });
    story.after(MINUTE).does(ANA, { name: 'assign', person: CY, role: 'commander' });
    expect(holderOf(story.incident, 'commander')).toEqual(CY);
    expect(story.incident.responders.map(({ person, role }) => [person.name, role])).toEqual([
      ['Ben', undefined],
      ['Cy', 'commander'],
    ]);
  });

  it('leave the other roles alone', () => {
    const story = new Story();
    story.does(ANA, { name: 'assign', person: BEN, role: 'scribe' });
    story.does(ANA, { name: 'assign', person: CY, role: 'commander' });
    story.does(ANA, { name: 'assign', person: ANA, role: 'communications' });
    expect(holderOf(story.incident, 'scribe')).toEqual(BEN);
    expect(holderOf(story.incident, 'commander')).toEqual(CY);
    expect(holderOf(story.incident, 'communications')).toEqual(ANA);
  });

  it('change for the same person, who responds since the first time', () => {
    const story = new Story();
    story.does(BEN, { name: 'join' });
    const { since } = story.incident.responders[0]!;
    story.after(MINUTE).does(ANA, { name: 'assign', person: BEN, role: 'scribe' });
    expect(story.incident.responders).toEqual([{ person: BEN, role: 'scribe', since }]);
    story.does(ANA, { name: 'assign', person: BEN });
    expect(story.incident.responders).toEqual([{ person: BEN, since }]);
  });

  it('cannot be given twice to the same person', () => {
    const story = new Story();
    story.does(ANA, { name: 'assign', person: BEN, role: 'commander' });
    expect(story.refuses(ANA, { name: 'assign', person: BEN, role: 'commander' })).toEqual({
      code: 'already_so',
      message: 'Ben is commander of INC-7 already.',
    });
    story.does(ANA, { name: 'assign', person: CY });
    expect(story.refuses(ANA, { name: 'assign', person: CY }).message).toBe(
      'Cy is a responder of INC-7 already.',
    );
  });

  it("are nobody's when the holder leaves", () => {
    const story = new Story();
    story.does(ANA, { name: 'assign', person: BEN, role: 'commander' });
    story.does(BEN, { name: 'leave' });
    expect(holderOf(story.incident, 'commander')).toBeUndefined();
    expect(story.incident.responders).toEqual([]);
  });
});

describe('joining and leaving', () => {
  it('happen once', () => {
    const story = new Story();
    expect(story.refuses(BEN, { name: 'leave' })).toEqual({
      code: 'not_a_responder',
      message: 'You are not a responder of INC-7.',
    });
    story.does(BEN, { name: 'join' });
    expect(story.refuses(BEN, { name: 'join' })).toEqual({
      code: 'already_so',
      message: 'You are a responder of INC-7 already.',
    });
  });
});

describe('a note', () => {
  it.each(['', '   ', '\n'])('needs a text, not %j', (text) => {
    expect(new Story().refuses(ANA, { name: 'note', text }).code).toBe('bad_argument');
  });

  it('is as long as a card takes, and no longer', () => {
    const story = new Story();
    expect(types(story.does(ANA, { name: 'note', text: 'x'.repeat(NOTE_LIMIT) }))).toEqual(['noted']);
    expect(story.refuses(ANA, { name: 'note', text: 'x'.repeat(NOTE_LIMIT + 1) }).message).toBe(
      'A note has at most 3000 characters; this one has 3001.',
    );
  });

  it('may still be added once the incident is resolved', () => {
    expect(storyIn('resolved').does(ANA, { name: 'note', text: ' post-mortem on Monday ' })).toMatchObject([
      { type: 'noted', text: 'post-mortem on Monday', by: ANA },
    ]);
  });
});

describe('a quotation', () => {
  const quoted = { text: 'the database is on fire', author: BEN, link: 'https://chat.example/1' };

  it('is a note by itself, or goes with one', () => {
    const story = new Story();
    expect(story.does(ANA, { name: 'note', text: ' ', quoted })).toMatchObject([
      { type: 'noted', text: '', quoted, by: ANA },
    ]);
    expect(story.does(ANA, { name: 'note', text: ' see this ', quoted })).toMatchObject([
      { type: 'noted', text: 'see this', quoted },
    ]);
  });
});

describe('a status update', () => {
  it('needs a text, of a note’s length at most', () => {
    const story = new Story();
    expect(story.refuses(ANA, { name: 'update', text: ' ' }).code).toBe('bad_argument');
    expect(story.refuses(ANA, { name: 'update', text: 'x'.repeat(NOTE_LIMIT + 1) }).message).toBe(
      'A status update has at most 3000 characters; this one has 3001.',
    );
  });

  it('is remembered as the newest, and counts as something done', () => {
    const story = new Story();
    const [event] = story.after(MINUTE).does(ANA, { name: 'update', text: ' a fix is being rolled out ' });
    expect(event).toMatchObject({ type: 'update_posted', text: 'a fix is being rolled out' });
    expect(story.incident.update).toEqual({ by: ANA, at: event!.at, note: 'a fix is being rolled out' });
    expect(story.incident.lastActivityAt).toBe(event!.at);
  });

  it('is news to everybody in the channel', () => {
    const [event] = new Story().does(ANA, { name: 'update', text: 'a fix is being rolled out' });
    expect(notificationOf(event!)).toEqual({ type: 'updated', loud: true });
  });
});

describe('a title', () => {
  it('is changed, not repeated, and limited', () => {
    const story = new Story();
    expect(story.refuses(ANA, { name: 'title', title: 'Checkout returns 500s' }).code).toBe('already_so');
    expect(story.refuses(ANA, { name: 'title', title: ' ' }).code).toBe('bad_argument');
    expect(story.refuses(ANA, { name: 'title', title: 'x'.repeat(TITLE_LIMIT + 1) }).code).toBe(
      'bad_argument',
    );
    story.does(ANA, { name: 'title', title: ' Cards fail ' });
    expect(story.incident.title).toBe('Cards fail');
  });
});

describe('a severity', () => {
  it('is changed, not repeated', () => {
    const story = new Story();
    expect(story.refuses(ANA, { name: 'severity', severity: 'SEV-1' })).toEqual({
      code: 'already_so',
      message: 'INC-7 is SEV-1 already.',
    });
    expect(story.does(ANA, { name: 'severity', severity: 'SEV-3' })).toMatchObject([
      { from: 'SEV-1', to: 'SEV-3' },
    ]);
    expect(story.incident.severity).toBe('SEV-3');
  });
});

describe('escalating', () => {
  it('is refused without a policy, with the setting to look at', () => {
    expect(new Story({ sla: SLA }).refuses(ANA, { name: 'escalate' })).toEqual({
      code: 'no_escalation_policy',
      message:
        'INC-7 has no escalation policy, so nobody can be paged: assign somebody. ' +
        'For the next one set `defaults.escalation` in the configuration.',
    });
    const owned = new Story({ sla: SLA }, { team: 'payments' });
    expect(owned.refuses(ANA, { name: 'escalate' }).message).toContain(
      'set `teams.payments.escalation` or `defaults.escalation`',
    );
  });

  it('is refused once the incident is resolved', () => {
    expect(storyIn('resolved').refuses(ANA, { name: 'escalate' })).toEqual({
      code: 'impossible_transition',
      message: 'INC-7 is resolved; reopen it first.',
    });
  });
});
