import { describe, expect, it } from 'vitest';
import { parseRunId, runWorkflowId } from '../../../src/action/run-id.ts';
import {
  approve,
  begun,
  cancel,
  decline,
  ended,
  expire,
  isOver,
  orderedRun,
  refusalText,
  RUN_STATUSES,
  type Run,
  type RunOrder,
  type RunRefused,
} from '../../../src/action/run.ts';

const AT = 1_000_000;
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };
const CY = { id: 'cy', name: 'Cy' };
const by = (person: typeof ANA, at = AT + 1_000) => ({ by: person, at });

const order = (approvers?: readonly string[]): RunOrder => ({
  tenant: 'default',
  id: 'RUN-7',
  action: 'core.restart',
  parameters: { host: 'db1' },
  asked: { by: ANA, at: AT },
  plan: {
    timeoutMs: 60_000,
    attempts: 1,
    retryMs: 1_000,
    ...(approvers && { approval: { people: approvers, withinMs: 600_000 } }),
  },
});
const run = (outcome: Run | RunRefused): Run => {
  if ('refused' in outcome) throw new Error(outcome.message);
  return outcome;
};

describe('a run', () => {
  it('is known by a number, however that is typed', () => {
    for (const text of ['RUN-7', 'run 7', 'run-007', '#7', ' 7 '])
      expect(parseRunId(text), text).toBe('RUN-7');
    for (const text of ['', '0', 'INC-7', 'run-', 'run-7a', '7 8'])
      expect(parseRunId(text), text).toBeUndefined();
    expect(runWorkflowId('acme', 'RUN-7')).toBe('acme:run:RUN-7');
  });

  it('runs at once where nobody has to agree', () => {
    const one = orderedRun(order());
    expect(one).toMatchObject({ status: 'running', revision: 1 });
    expect(one).not.toHaveProperty('approveBy');
    expect(approve(one, order().plan, by(BEN))).toMatchObject({ refused: 'not awaited' });
  });

  it('waits for somebody else to agree, who is not who ordered it', () => {
    const { plan } = order([]);
    const one = orderedRun(order([]));
    expect(one).toMatchObject({ status: 'awaiting_approval', approveBy: AT + 600_000 });
    expect(approve(one, plan, by(ANA))).toMatchObject({ refused: 'own run' });
    expect(decline(one, plan, by(ANA))).toMatchObject({ refused: 'own run' });
    const approved = run(approve(one, plan, by(BEN)));
    expect(approved).toMatchObject({ status: 'running', approved: { by: BEN }, revision: 2 });
    expect(approve(approved, plan, by(CY))).toMatchObject({
      refused: 'not awaited',
      message: 'RUN-7 runs already: Ben has approved it.',
    });
    expect(run(decline(one, plan, by(BEN)))).toMatchObject({ status: 'declined', endedAt: AT + 1_000 });
  });

  it('is decided on by those alone who are named', () => {
    const { plan } = order(['cy']);
    const one = orderedRun(order(['cy']));
    const refused = approve(one, plan, by(BEN));
    expect(refused).toMatchObject({ refused: 'not an approver', approvers: ['cy'] });
    expect(refusalText('RUN-7', refused as RunRefused, (key) => (key === 'cy' ? 'Cy Young' : key))).toBe(
      'RUN-7 is decided on by Cy Young.',
    );
    expect(run(approve(one, plan, by(CY)))).toMatchObject({ status: 'running' });
  });

  it('that nobody approves expires', () => {
    const one = expire(orderedRun(order([])), AT + 600_000);
    expect(one).toMatchObject({ status: 'expired', failure: { code: 'not_approved' } });
    expect(isOver(one)).toBe(true);
  });

  it('is cancelled at once while it waits, and when it has ended while it runs', () => {
    expect(run(cancel(orderedRun(order([])), by(ANA)))).toMatchObject({
      status: 'cancelled',
      endedAt: AT + 1_000,
    });
    const running = begun(orderedRun(order()), AT + 5);
    expect(running).toMatchObject({ status: 'running', startedAt: AT + 5 });
    const ending = run(cancel(running, by(BEN)));
    expect(ending).toMatchObject({ status: 'running', cancelled: { by: BEN } });
    expect(cancel(ending, by(CY))).toBe(ending);
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'awaiting_approval' && status !== 'running'))(
    'that is over (%s) changes no more',
    (status) => {
      const { plan } = order([]);
      const one = ended(orderedRun(order([])), AT + 9, { status });
      expect(isOver(one)).toBe(true);
      for (const outcome of [cancel(one, by(BEN)), approve(one, plan, by(BEN)), decline(one, plan, by(BEN))])
        expect(outcome).toMatchObject({ refused: 'over' });
    },
  );
});
