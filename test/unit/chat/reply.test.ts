import { describe, expect, it } from 'vitest';
import { replyMessage } from '../../../src/chat/reply.ts';
import type { Command } from '../../../src/incident/command.ts';
import type { EscalationPolicy } from '../../../src/escalation/policy.ts';
import { deadlines } from '../../../src/incident/deadline.ts';
import { escalationOutcome } from '../../../src/incident/escalation-outcome.ts';
import type { CommandReply } from '../../../src/incident/reply.ts';
import { ANA, BEN, CY, MINUTE, NO_SLA, pages, POLICY, Story, storyIn } from '../incident/fixture.ts';
import { reading } from './fixture.ts';

/** Does a command and replies as the workflow does. */
function answer(story: Story, command: Command, by = ANA): string {
  const before = deadlines(story.incident, story.plan);
  const outcome = escalationOutcome(story.does(by, command));
  const after = deadlines(story.incident, story.plan);
  const reply: CommandReply = {
    command: command.name,
    incident: story.incident,
    done: { by, at: story.now },
    cancelled: before.filter((one) => !after.some(({ name }) => name === one.name)),
    deadlines: after,
    ...(command.name === 'escalate' && { outcome }),
  };
  return reading(replyMessage(reply));
}

describe('the reply', () => {
  it('to an acknowledgement says when, which timers that stopped and what is due', () => {
    const story = new Story().after(MINUTE);
    expect(answer(story, { name: 'ack' }, BEN).split('\n')).toEqual([
      'Ben acknowledged INC-7 at 2026-03-01 12:01:00 UTC, 1 minute after it was declared. You were not among those who were paged.',
      'Stopped: the escalation at 2026-03-01 12:05:00 UTC, ' +
        'the SLA to acknowledge at 2026-03-01 12:10:00 UTC.',
      'Still due: the expiry of the acknowledgement at 2026-03-01 12:31:00 UTC, ' +
        'the SLA to resolve at 2026-03-01 13:00:00 UTC.',
    ]);
  });

  it('names who was the first when an acknowledgement had expired', () => {
    const story = new Story().after(MINUTE);
    story.does(BEN, { name: 'ack' });
    story.passes(31 * MINUTE);
    expect(answer(story, { name: 'ack' }, CY)).toContain(
      'Ben was the first to acknowledge, at 2026-03-01 12:01:00 UTC.',
    );
  });

  it('to resolving stops everything', () => {
    const text = answer(storyIn('acknowledged'), { name: 'resolve' });
    expect(text).toContain('Ana resolved INC-7 at');
    expect(text).toContain('Stopped: the expiry of the acknowledgement');
    expect(text).not.toContain('Still due');
  });

  it('to assigning says who responds now', () => {
    const story = new Story();
    expect(answer(story, { name: 'assign', person: BEN, role: 'commander' })).toContain(
      'Ana changed the responders of INC-7 at 2026-03-01 12:00:00 UTC. Now: Ben (commander).',
    );
  });

  it('tells the deadlines again only where they may have moved', () => {
    expect(answer(new Story(), { name: 'severity', severity: 'SEV-2' })).toContain('Still due');
    expect(answer(new Story(), { name: 'note', text: 'x' })).not.toContain('Still due');
    expect(answer(new Story(), { name: 'join' })).not.toContain('Still due');
  });

  it.each<[Command, string]>([
    [{ name: 'mitigate' }, 'marked INC-7 as mitigated'],
    [{ name: 'escalate' }, 'escalated INC-7'],
    [{ name: 'note', text: 'x' }, 'noted that on the timeline of INC-7'],
    [{ name: 'join' }, 'joined INC-7'],
    [{ name: 'severity', severity: 'SEV-2' }, 'made INC-7 a SEV-2'],
    [{ name: 'title', title: 'Cards fail' }, 'named INC-7 “Cards fail”'],
  ])('to %j says what was done', (command, done) => {
    expect(answer(new Story(), command)).toContain(`Ana ${done} at`);
  });

  it('to escalating says who is paged now, or that nobody is', () => {
    expect(answer(new Story(), { name: 'escalate' }).split('\n')[0]).toBe(
      'Ana escalated INC-7 at 2026-03-01 12:00:00 UTC. Step 2 of 2: Ben and #critical are paged now.',
    );
    const ben = { ...pages(BEN), contacts: [] };
    const [first] = POLICY.steps;
    const escalation: EscalationPolicy = { ...POLICY, steps: [first!, { ...first!, targets: [ben] }] };
    expect(answer(new Story({ escalation, sla: NO_SLA }), { name: 'escalate' })).toContain(
      'Escalation step 2 of 2: NOBODY IS PAGED, because there is no way to reach Ben: set people.<id>.chat. It goes on at once.',
    );
  });

  it('says no more than happened where no clock runs', () => {
    const story = storyIn('resolved', { sla: NO_SLA });
    expect(answer(story, { name: 'close' })).toBe(
      'Ana closed INC-7 at 2026-03-01 12:01:00 UTC, 1 minute after it was declared.',
    );
    const other = storyIn('resolved', { sla: NO_SLA });
    expect(answer(other, { name: 'reopen' })).toBe('Ana reopened INC-7 at 2026-03-01 12:01:00 UTC.');
    expect(answer(storyIn('acknowledged', { sla: NO_SLA }), { name: 'leave' }, BEN)).toBe(
      'Ben left INC-7 at 2026-03-01 12:01:00 UTC.',
    );
  });
});
