import { describe, expect, it } from 'vitest';
import { declaresPrivately, discreet, incidentsMeant } from '../../../src/action/confidential.ts';
import { confiding } from '../../../src/action/run.ts';
import { actionOf, endedOf, orderOf } from '../chat/action-fixture.ts';

const sends = (ref: string, settings: object) => actionOf(ref, { runner: { kind: 'incident', settings } });
const chain = (ref: string, ...refs: string[]) =>
  actionOf(ref, {
    runner: { kind: 'chain', settings: { chain: refs.map((one) => ({ name: one, ref: one })) } },
  });
const ALL = [
  actionOf('core.local'),
  sends('desk.note', { command: 'note', text: '{{ text }}' }),
  sends('desk.fixed', { command: 'ack', incident: 'INC-5' }),
  sends('desk.open', { command: 'declare', title: 'x' }),
  sends('desk.whisper', { command: 'declare', title: 'x', private: true }),
  chain('a.loop', 'b.loop', 'core.local'),
  chain('b.loop', 'a.loop', 'desk.whisper', 'gone.gone'),
];
const actions = new Map(ALL.map((action) => [action.ref, action]));
const meant = (ref: string, values: Record<string, unknown>) =>
  incidentsMeant(actions.get(ref)!, values, actions);

describe('incidents that a run may be about', () => {
  it.each([
    ['INC-7', 'why INC-7?'],
    ['INC-7', 'inc7 again'],
    ['INC-7', 'INC 007'],
    ['INC-7', 'feature/inc_7-fix'],
  ])('are named anywhere: %s in %s', (id, text) => {
    expect(meant('core.local', { deep: [{ text }] })).toEqual([id]);
    expect(meant('core.local', { [text]: true })).toEqual([id]);
  });

  it.each(['zinc-7', 'INC-', 'INC-0', '7', '#7', 'RUN-7'])('are none in %s', (text) => {
    expect(meant('core.local', { text })).toEqual([]);
  });

  it('are bare numbers where commands are sent to incidents', () => {
    expect(meant('desk.note', { incident: '#12', text: 'on 3 hosts', count: 4 })).toEqual([
      'INC-12',
      'INC-4',
    ]);
    expect(meant('a.loop', { number: 4 })).toEqual(['INC-4']);
  });

  it('are those of the configuration', () => {
    expect(meant('desk.fixed', {})).toEqual(['INC-5']);
  });
});

it.each([
  ['core.local', false],
  ['desk.open', false],
  ['desk.whisper', true],
  ['a.loop', true],
])('%s declares privately: %s', (ref, expected) => {
  expect(declaresPrivately(actions.get(ref)!, actions)).toBe(expected);
});

it('a run keeps which private incidents it has dealt with, each once', () => {
  const run = endedOf(orderOf({ confidential: [] }), { status: 'succeeded' });
  const dealt = confiding(confiding(run, ['INC-1']), ['INC-1', 'INC-2']);
  expect(dealt).toMatchObject({ confidential: ['INC-1', 'INC-2'], revision: run.revision + 2 });
  expect(confiding(dealt, ['INC-2'])).toBe(dealt);
});

it('of a run nothing is left to who may not know of it but that there is one and how it stands', () => {
  const order = orderOf({
    parameters: { title: 'Salaries leaked' },
    incident: 'INC-1',
    confidential: ['INC-1'],
    runbook: { name: 'freeze', title: 'Freeze accounts' },
  });
  const run = endedOf(order, {
    status: 'failed',
    result: 'Salaries',
    failure: { code: 'x', message: 'leaked' },
  });
  const seen = discreet(run);
  expect(seen).toMatchObject({ id: 'RUN-7', action: 'linux.restart', status: 'failed', parameters: {} });
  for (const key of ['incident', 'runbook', 'result', 'failure', 'steps'])
    expect(seen).not.toHaveProperty(key);
});
