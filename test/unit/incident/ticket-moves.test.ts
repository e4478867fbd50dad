import { describe, expect, it } from 'vitest';
import { decideTicket, withMovedTicket } from '../../../src/incident/decide-ticket.ts';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import type { Incident } from '../../../src/incident/incident.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import type { TicketNews } from '../../../src/incident/ticket.ts';
import { addressesOf, formerKeys, movedTicket } from '../../../src/incident/ticket-moves.ts';
import { POLICY, SLA } from './fixture.ts';

const at = (key: string) => ({ key, url: `https://jira.example/browse/${key}` });
const BEN = { id: 'tracker:jira:ben', name: 'Ben' };
const PLAN = { escalation: POLICY, sla: SLA };

describe('a ticket that is moved', () => {
  it('has its new key and address, and stays known by those that it had', () => {
    const moved = movedTicket(at('PAY-17'), at('PAY-17').url, at('OPS-4'), 5);
    expect(moved).toEqual({ ...at('OPS-4'), moved: { from: [at('PAY-17')], at: 5 } });
    expect(addressesOf(moved!)).toEqual([at('OPS-4').url, at('PAY-17').url]);
    const back = movedTicket(moved!, at('OPS-4').url, at('PAY-17'), 6);
    expect(back).toEqual({ ...at('PAY-17'), moved: { from: [at('OPS-4')], at: 6 } });
    expect(formerKeys(back!)).toEqual(['OPS-4']);
  });

  it('is not moved by what is told again, late, or of another', () => {
    const moved = movedTicket(at('PAY-17'), at('PAY-17').url, at('OPS-4'), 5)!;
    expect(movedTicket(moved, at('PAY-17').url, at('OPS-4'), 5)).toBeUndefined();
    expect(movedTicket(moved, at('OPS-4').url, at('NET-1'), 4)).toBeUndefined();
    expect(movedTicket(moved, at('PAY-17').url, at('NET-1'), 9)).toBeUndefined();
    expect(movedTicket(moved, at('OPS-4').url, at('OPS-4'), 9)).toBeUndefined();
  });
});

describe('an incident whose ticket is moved', () => {
  function after(all: readonly TicketNews[]): { incident: Incident; events: readonly IncidentEvent[] } {
    const declaration = { title: 'x', severity: 'SEV-1' as const, private: false, by: BEN };
    let incident = newIncident('default', 'INC-1', declaration, 0);
    const events: IncidentEvent[] = [];
    for (const news of all) {
      const { by, events: bodies } = decideTicket(incident, PLAN, news, { muster: MUSTER, now: 100 });
      for (const body of bodies) {
        const event = { ...body, by, at: 100, sequence: incident.sequence + 1 } as IncidentEvent;
        incident = evolve(incident, event);
        events.push(event);
      }
    }
    return { incident, events };
  }
  const kept: TicketNews = { tracker: 'jira', ...at('PAY-17'), kind: 'kept', by: BEN, made: true };
  const moved = (from: string, to: string, when: number): TicketNews => ({
    tracker: 'jira',
    ...at(to),
    kind: 'moved',
    from: at(from).url,
    by: BEN,
    at: when,
  });

  it('takes over its key, once, and hears what is told late by the old one', () => {
    const late: TicketNews = {
      tracker: 'jira',
      ...at('PAY-17'),
      kind: 'turned',
      status: 'Done',
      done: true,
      by: BEN,
      at: 7,
    };
    const { incident, events } = after([
      kept,
      moved('PAY-17', 'OPS-4', 5),
      moved('PAY-17', 'OPS-4', 5),
      late,
    ]);
    expect(events.map(({ type }) => type)).toEqual(['ticket_kept', 'ticket_moved', 'ticket_turned']);
    expect(incident.tickets).toEqual([
      {
        tracker: 'jira',
        ...at('OPS-4'),
        by: BEN,
        at: 100,
        moved: { from: [at('PAY-17')], at: 5 },
        turned: { status: 'Done', done: true, at: 7 },
      },
    ]);
    expect(events.at(-1)).toMatchObject({ ticket: { key: 'OPS-4' } });
  });

  it('is followed also when it is closed, whether or not its story is still written', () => {
    const { incident } = after([kept]);
    const closed = { ...incident, status: 'closed' } as const;
    const there = { key: 'OPS-4', url: at('OPS-4').url };
    const move = moved('PAY-17', 'OPS-4', 5) as Extract<TicketNews, { kind: 'moved' }>;
    const { by, events } = decideTicket(closed, PLAN, move, { muster: MUSTER, now: 100 });
    expect([by, events.map(({ type }) => type)]).toEqual([BEN, ['ticket_moved']]);
    const amended = withMovedTicket(closed, move)!;
    expect(amended).toMatchObject({ status: 'closed', sequence: incident.sequence, tickets: [there] });
    expect(withMovedTicket(amended, move)).toBeUndefined();
    expect(withMovedTicket(closed, { ...move, from: at('PAY-1').url })).toBeUndefined();
  });

  it('does not hear of moves of other tickets, or of one that is gone', () => {
    expect(after([kept, moved('PAY-1', 'OPS-4', 5)]).events).toHaveLength(1);
    const gone: TicketNews = { tracker: 'jira', ...at('PAY-17'), kind: 'deleted', by: BEN, at: 4 };
    expect(after([kept, gone, moved('PAY-17', 'OPS-4', 5)]).events).toHaveLength(2);
  });
});
