import { describe, expect, it } from 'vitest';
import { alarmOf } from '../../../src/chat/alarm.ts';
import { nextFields } from '../../../src/chat/next.ts';
import { reminderMessage } from '../../../src/chat/reminder.ts';
import { replyMessage } from '../../../src/chat/reply.ts';
import { plain } from '../../../src/chat/text.ts';
import { parsePress } from '../../../src/command/press.ts';
import { encodeAction } from '../../../src/chat/element.ts';
import { ANA, BEN, MINUTE, NO_SLA, NOON, POLICY, Story } from '../incident/fixture.ts';
import { labels, LINKS, reading, viewOf } from './fixture.ts';

describe('a reminder', () => {
  const plan = { escalation: { ...POLICY, ackReminderMs: 10 * MINUTE }, sla: NO_SLA };

  it('asks whether they are still on it, says what happens otherwise, and how it stands', () => {
    const story = new Story(plan);
    story.does(ANA, { name: 'ack' });
    const [event] = story.passes(20 * MINUTE);
    if (event?.type !== 'acknowledgement_reminded') throw new Error('nobody was reminded');
    const message = reminderMessage(viewOf(story), event, LINKS);
    expect(message.summary).toBe('Are you still on it? INC-7 SEV-1: Checkout returns 500s');
    expect(reading(message)).toBe(
      'You acknowledged, and nothing was done since. Paging resumes at 2026-03-01 12:30:00 UTC unless somebody does ' +
        'something until then; a note is enough.\n' +
        'Status: SEV-1, acknowledged, declared 20 minutes ago\nOn it: Ana\nIncident page',
    );
    expect(labels(message)).toEqual(['Still on it', 'Post update', 'Escalate']);
  });

  it('is answered by one press, which is noted', () => {
    const action = encodeAction({ command: 'still-on-it', incident: 'INC-7' });
    expect(parsePress(action, undefined)).toEqual({
      kind: 'command',
      incident: 'INC-7',
      command: { name: 'note', text: 'Still on it.' },
    });
  });
});

describe('an acknowledgement that does not count', () => {
  it('is answered by what goes on all the same', () => {
    const story = new Story({ escalation: { ...POLICY, ackBy: 'paged' }, sla: NO_SLA });
    story.does(BEN, { name: 'ack' });
    const { incident, now } = story;
    const message = replyMessage({
      command: 'ack',
      incident,
      done: { by: BEN, at: now },
      cancelled: [],
      deadlines: [],
    });
    expect(message.summary).toContain('Ben is on INC-7 at');
    expect(message.summary).toContain('paging goes on. To stop it, mitigate or resolve the incident');
    expect(story.refuses(BEN, { name: 'ack' }).message).toContain(
      'paging goes on until somebody acknowledges',
    );
  });
});

describe('a page that waits', () => {
  it('is the first thing on the card, and in what is due', () => {
    const urgency = {
      waiting: { hours: 'office', atMostMs: 24 * 60 * MINUTE },
      bySeverity: { 'SEV-1': 'low', 'SEV-2': 'low', 'SEV-3': 'low', 'SEV-4': 'low' },
    } as const;
    const story = new Story({ escalation: POLICY, urgency, sla: NO_SLA });
    story.happen({ id: 'muster', name: 'Muster' }, [
      {
        type: 'page_held',
        policy: 'payments',
        step: 0,
        steps: 2,
        round: 0,
        cause: 'declared',
        hold: { until: NOON + 60 * MINUTE, local: 'Mon 09:00 Europe/Berlin', opensAt: NOON + 60 * MINUTE },
        after: { step: -1, round: 0 },
      },
    ]);
    const view = viewOf(story);
    expect(plain(alarmOf(view)!)).toBe(
      'HELD UNTIL Mon 09:00 Europe/Berlin: its urgency is low, so the next page waits for working hours. Escalate to page now.',
    );
    expect(nextFields(view).map(({ label, value }) => `${label} ${plain(value)}`)).toEqual([
      'Escalates to step 1 of 2 at 2026-03-01 13:00:00 UTC, held for working hours until Mon 09:00 Europe/Berlin',
    ]);
  });
});
