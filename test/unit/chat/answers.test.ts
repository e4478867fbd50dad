import { describe, expect, it } from 'vitest';
import { confirmationMessage } from '../../../src/chat/confirmation.ts';
import { encodeAction } from '../../../src/chat/element.ts';
import { onCallMessage } from '../../../src/chat/on-call.ts';
import { respondersMessage } from '../../../src/chat/responders.ts';
import { summaryMessage } from '../../../src/chat/summary.ts';
import { readYes } from '../../../src/command/confirmation.ts';
import { parsePress } from '../../../src/command/press.ts';
import { ANA, BEN, MINUTE, NO_SLA, POLICY, Story } from '../incident/fixture.ts';
import { labels, LINKS, reading, viewOf } from './fixture.ts';

const POLICIES = new Map([[POLICY.name, POLICY]]);

const who = (story: Story, policies = POLICIES) =>
  respondersMessage(viewOf(story), story.events, policies, LINKS, story.now);
const summary = (story: Story, now = story.now) => summaryMessage(viewOf(story), story.events, LINKS, now);

describe('who is on an incident', () => {
  it('is nobody at first: who was paged, and who is next', () => {
    const text = reading(who(new Story().after(2 * MINUTE)));
    expect(text).toContain('Nobody is on it yet.');
    expect(text).toContain('Paged last, 2 minutes ago: Ana (step 1 of 2)');
    expect(text).toMatch(
      /Paged next, at 2026-03-01 12:05:00 UTC, unless somebody acknowledges: Ben and #critical/,
    );
    expect(labels(who(new Story()))).toEqual(['Acknowledge', 'Join']);
  });

  it('is who acknowledged, with their role', () => {
    const story = new Story();
    story.does(BEN, { name: 'ack' });
    story.does(ANA, { name: 'assign', person: BEN, role: 'commander' });
    const text = reading(who(story));
    expect(text).toContain('Ben, commander, since 2026-03-01 12:00:00 UTC (acknowledged)');
    expect(text).not.toContain('Paged next');
  });

  it('names nobody of a policy that has changed since', () => {
    const changed = new Map([[POLICY.name, { ...POLICY, steps: POLICY.steps.slice(1) }]]);
    expect(reading(who(new Story(), changed))).toContain('unless somebody acknowledges: step 2.');
    expect(reading(who(new Story(), new Map()))).toContain('unless somebody acknowledges: step 2.');
  });

  it('says loudly that nobody is paged', () => {
    expect(reading(who(new Story({ sla: NO_SLA })))).toContain('NOBODY IS PAGED');
  });
});

describe('a summary', () => {
  it('tells how it stands, who is on it, what happened and what is due', () => {
    const story = new Story().after(4 * MINUTE);
    story.does(BEN, { name: 'ack' });
    story.after(MINUTE).does(BEN, { name: 'note', text: `rolled back ${'x'.repeat(500)}` });
    const text = reading(summary(story));
    expect(text).toContain(
      'SEV-1, acknowledged by Ben, who was not paged · declared by Ana at 2026-03-01 12:00:00 UTC (5 minutes ago).',
    );
    expect(text).toContain('It has no commander; on it: Ben.');
    expect(text).toMatch(/Ben noted: rolled back x{100,}…\n/);
    expect(text).toContain('Due next: ');
    expect(text).toContain('Resolve by 2026-03-01 13:00:00 UTC');
  });

  it('of what is over says how long it took, and nothing is due', () => {
    const story = new Story().after(30 * MINUTE);
    story.does(BEN, { name: 'resolve', note: 'dns' });
    const text = reading(summary(story, story.now + 60 * MINUTE));
    expect(text).toContain('SEV-1, resolved by Ben');
    expect(text).toContain('; it took 30 minutes.');
    expect(text).not.toContain('Due next');
  });

  it('leaves out what is no news', () => {
    const story = new Story();
    for (let n = 0; n < 20; n++) story.after(1).does(BEN, { name: 'note', text: `note ${n}` });
    const text = reading(summary(story));
    expect(text.match(/noted:/g)).toHaveLength(5);
    expect(text).toContain('note 19');
    expect(text).not.toContain('joined');
  });
});

describe('on call', () => {
  it('is told step by step', () => {
    const text = reading(onCallMessage('the team Payments', POLICY, []));
    expect(text).toContain('At once: Ana');
    expect(text).toContain('After 5 minutes without an acknowledgement: Ben, #critical');
    expect(text).toContain('Then again, 1 more time.');
  });

  it('without a policy names the settings', () => {
    const text = reading(
      onCallMessage('the team Payments', undefined, ['teams.payments.escalation', 'defaults.escalation']),
    );
    expect(text).toContain('pages nobody');
    expect(text).toContain('teams.payments.escalation or defaults.escalation');
  });
});

describe('a question before a change', () => {
  const token = 'abcdefghijklmnop';
  const { incident } = viewOf(new Story());
  const note = {
    kind: 'command',
    incident: 'INC-7',
    command: { name: 'resolve', note: 'it was dns' },
    status: 'open',
  } as const;
  const severity = {
    kind: 'command',
    incident: 'INC-7',
    command: { name: 'severity', severity: 'SEV-2' },
    status: 'open',
  } as const;

  it('shows all of the change, and its buttons come back as a yes to it', () => {
    const message = confirmationMessage(token, [{ change: note, incident }]);
    expect(message.summary).toBe(
      'Shall I resolve INC-7 (SEV-1, open: Checkout returns 500s), with the note “it was dns”?',
    );
    const [yes, no] = message.elements!.map(({ action }) => encodeAction(action));
    expect(parsePress(yes!, undefined)).toEqual({ kind: 'yes', token, change: 0 });
    expect(parsePress(no!, undefined)).toEqual({ kind: 'no' });
    // Discord takes 100 characters.
    expect(yes!.length).toBeLessThan(50);
  });

  it('has a button for each of several', () => {
    const message = confirmationMessage(
      token,
      [
        { change: note, incident },
        { change: severity, incident },
      ],
      'Hm.',
    );
    expect(labels(message)).toEqual(['Resolve INC-7', 'Make INC-7 a SEV-2', 'No']);
    expect(reading(message)).toContain('Hm. Which of these shall I do?');
    expect(parsePress(encodeAction(message.elements![1]!.action), undefined)).toMatchObject({ change: 1 });
  });

  it('says what a declaration, a call and an assignment would do', () => {
    const said = (change: Parameters<typeof confirmationMessage>[1][number]): string =>
      confirmationMessage(token, [change]).summary;
    expect(
      said({
        change: {
          kind: 'declare',
          title: 'Search is slow',
          severity: 'SEV-2',
          service: 'search',
          private: true,
        },
      }),
    ).toBe('Shall I declare an incident: Search is slow (SEV-2, service search), private?');
    expect(
      said({
        change: { kind: 'call', incident: 'INC-7', whom: { team: 'database' }, status: 'open' },
        incident,
        reached: ['Ana', '#db'],
      }),
    ).toContain(
      'call the team database to INC-7 (SEV-1, open: Checkout returns 500s) (a message goes to Ana, #db;',
    );
    expect(
      said({
        change: { kind: 'call', incident: 'INC-7', whom: { person: BEN }, status: 'open' },
        incident,
        reached: ['Ben'],
      }),
    ).toContain('call Ben to INC-7 (SEV-1, open: Checkout returns 500s) (they get a message;');
    expect(
      said({
        change: {
          kind: 'command',
          incident: 'INC-7',
          command: { name: 'assign', person: BEN, role: 'scribe' },
          status: 'open',
        },
        incident,
      }),
    ).toContain('make Ben scribe of INC-7');
  });

  it.each(['yes:short.0', `yes:${token}`, `yes:${token}.12`, `yes:${token}.x`, 'yes', 'no INC-7'])(
    'is nothing in %j',
    (action) => {
      expect(readYes(action)).toBeUndefined();
      expect(parsePress(action, undefined)).toMatchObject({ kind: 'problem' });
    },
  );
});
