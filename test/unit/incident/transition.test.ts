import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/incident/command.ts';
import { decide } from '../../../src/incident/decide.ts';
import {
  isActive,
  STATUSES,
  statusAfter,
  transitionsFrom,
  type Status,
  type Transition,
} from '../../../src/incident/status.ts';
import { ANA, BEN, MINUTE, Story, storyIn } from './fixture.ts';

/** What each transition leads to from each status, or the sentence with which it is refused, five minutes later. */
const TABLE: Record<Transition, Record<Status, string>> = {
  ack: {
    open: 'acknowledged',
    acknowledged: 'INC-7 was acknowledged 5 minutes ago by Ben; join it to help.',
    mitigated: 'INC-7 was mitigated 5 minutes ago by Ben; join it to help.',
    resolved: 'INC-7 was resolved 5 minutes ago by Ben; reopen it first.',
    closed: 'INC-7 was closed 5 minutes ago by Ben; declare a new incident instead.',
  },
  mitigate: {
    open: 'mitigated',
    acknowledged: 'mitigated',
    mitigated: 'INC-7 was mitigated 5 minutes ago by Ben; resolve it once it is over.',
    resolved: 'INC-7 was resolved 5 minutes ago by Ben; reopen it first.',
    closed: 'INC-7 was closed 5 minutes ago by Ben; declare a new incident instead.',
  },
  resolve: {
    open: 'resolved',
    acknowledged: 'resolved',
    mitigated: 'resolved',
    resolved: 'INC-7 was resolved 5 minutes ago by Ben; close it, or reopen it.',
    closed: 'INC-7 was closed 5 minutes ago by Ben; declare a new incident instead.',
  },
  close: {
    open: 'INC-7 was declared 6 minutes ago by Ana; resolve it first.',
    acknowledged: 'INC-7 was acknowledged 5 minutes ago by Ben; resolve it first.',
    mitigated: 'INC-7 was mitigated 5 minutes ago by Ben; resolve it first.',
    resolved: 'closed',
    closed: 'INC-7 was closed 5 minutes ago by Ben; declare a new incident instead.',
  },
  reopen: {
    open: 'INC-7 was declared 6 minutes ago by Ana; it is still open.',
    acknowledged: 'INC-7 was acknowledged 5 minutes ago by Ben; it is still being worked on.',
    mitigated: 'INC-7 was mitigated 5 minutes ago by Ben; it is still being worked on.',
    resolved: 'open',
    closed: 'INC-7 was closed 5 minutes ago by Ben; declare a new incident instead.',
  },
};

const TRANSITIONS = Object.keys(TABLE) as Transition[];
const isStatus = (cell: string): cell is Status => STATUSES.some((status) => status === cell);

describe('the transition table', () => {
  for (const name of TRANSITIONS) {
    for (const from of STATUSES) {
      const cell = TABLE[name][from];
      it(`${name} from ${from}: ${cell}`, () => {
        const story = storyIn(from).after(5 * MINUTE);
        expect(statusAfter(name, from)).toBe(isStatus(cell) ? cell : undefined);
        if (isStatus(cell)) {
          story.does(ANA, { name });
          expect(story.incident.status).toBe(cell);
        } else {
          expect(story.refuses(ANA, { name })).toEqual({ code: 'impossible_transition', message: cell });
        }
      });
    }
  }

  it.each(STATUSES)('offers from %s exactly what is possible', (status) => {
    expect(transitionsFrom(status)).toEqual(TRANSITIONS.filter((name) => isStatus(TABLE[name][status])));
  });

  it('expects action until an incident is resolved', () => {
    expect(STATUSES.filter(isActive)).toEqual(['open', 'acknowledged', 'mitigated']);
  });
});

describe('a refusal', () => {
  it('names the commander as such', () => {
    const story = new Story();
    story.does(BEN, { name: 'assign', person: BEN, role: 'commander' });
    story.does(BEN, { name: 'resolve' });
    expect(story.after(4 * MINUTE).refuses(ANA, { name: 'ack' }).message).toBe(
      'INC-7 was resolved 4 minutes ago by its commander Ben; reopen it first.',
    );
  });

  it('tells of a moment ago', () => {
    const story = storyIn('acknowledged');
    expect(story.refuses(ANA, { name: 'ack' }).message).toBe(
      'INC-7 was acknowledged just now by Ben; join it to help.',
    );
  });

  const OTHERS: Command[] = [
    { name: 'escalate' },
    { name: 'assign', person: BEN },
    { name: 'note', text: 'late' },
    { name: 'join' },
    { name: 'leave' },
    { name: 'severity', severity: 'SEV-2' },
    { name: 'title', title: 'late' },
  ];
  it.each(OTHERS)('meets $name once the incident is closed', (command) => {
    expect(storyIn('closed').refuses(ANA, command)).toEqual({
      code: 'impossible_transition',
      message: 'INC-7 was closed just now by Ben; declare a new incident instead.',
    });
  });

  it('changes nothing', () => {
    const { incident, plan, now } = storyIn('resolved');
    const before = structuredClone(incident);
    decide(incident, plan, ANA, { name: 'ack' }, now);
    expect(incident).toEqual(before);
  });
});

describe('a transition', () => {
  it('keeps who did it, when and the note', () => {
    const story = new Story();
    story.after(MINUTE).does(BEN, { name: 'ack' });
    story.after(MINUTE).does(ANA, { name: 'mitigate', note: 'rolled back' });
    story.after(MINUTE).does(BEN, { name: 'resolve', note: 'it was DNS' });
    story.after(MINUTE).does(ANA, { name: 'close', note: 'written up' });
    const { acknowledged, mitigated, resolved, closed, declared } = story.incident;
    expect(acknowledged).toEqual({ by: BEN, at: declared.at + MINUTE, notPaged: true });
    expect(mitigated).toEqual({ by: ANA, at: declared.at + 2 * MINUTE, note: 'rolled back' });
    expect(resolved).toEqual({ by: BEN, at: declared.at + 3 * MINUTE, note: 'it was DNS' });
    expect(closed).toEqual({ by: ANA, at: declared.at + 4 * MINUTE, note: 'written up' });
  });

  it('makes a responder of who acknowledges or mitigates', () => {
    const story = new Story();
    story.does(BEN, { name: 'ack' });
    story.does(ANA, { name: 'mitigate' });
    expect(story.incident.responders.map(({ person }) => person.name)).toEqual(['Ben', 'Ana']);
  });

  it('forgets by reopening what was done, except the first acknowledgement', () => {
    const story = new Story();
    story.does(BEN, { name: 'ack' });
    story.does(BEN, { name: 'mitigate' });
    story.does(BEN, { name: 'resolve' });
    story.after(MINUTE).does(ANA, { name: 'reopen', note: 'it is back' });
    const { status, acknowledged, mitigated, resolved, firstAcknowledged } = story.incident;
    expect({ status, acknowledged, mitigated, resolved }).toEqual({ status: 'open' });
    expect(firstAcknowledged?.by).toEqual(BEN);
  });
});
