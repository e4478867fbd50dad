import type { Action } from '../../../src/action/action.ts';
import type { Alias } from '../../../src/action/alias.ts';
import { begun, ended, orderedRun, type Run, type RunOrder } from '../../../src/action/run.ts';
import { ANA, NOON } from '../incident/fixture.ts';

/** @param displays how help shows the ways to say it. */
export function aliasOf(ref: string, displays: readonly string[], more: Partial<Alias> = {}): Alias {
  const [pack = '', name = ''] = ref.split('.');
  return {
    ref,
    pack,
    name,
    description: `Does ${name}`,
    enabled: true,
    action: ref,
    formats: displays.map((display) => ({ display, representations: [] })),
    ack: { enabled: true, appendUrl: true, extra: {} },
    result: { enabled: true, extra: {} },
    immutable: {},
    ...more,
  };
}

export function actionOf(ref: string, more: Partial<Action> = {}): Action {
  return {
    ref,
    description: `Does ${ref}`,
    enabled: true,
    parameters: {},
    runner: { kind: 'command', settings: {} },
    access: { roles: [] },
    notify: {},
    timeoutMs: 60_000,
    attempts: 1,
    retryMs: 1_000,
    ...more,
  };
}

export function orderOf(more: Partial<RunOrder> = {}): RunOrder {
  return {
    tenant: 'default',
    id: 'RUN-7',
    action: 'linux.restart',
    parameters: { host: 'db1' },
    asked: { by: ANA, at: NOON },
    origin: { instance: 'main', channel: 'C1' },
    plan: { timeoutMs: 60_000, attempts: 1, retryMs: 1_000 },
    ...more,
  };
}

/** @returns a run that began as soon as it was ordered. */
export const runningOf = (order: RunOrder): Run => begun(orderedRun(order), NOON);

/** @returns a run that has ended 12 seconds after it began. */
export const endedOf = (order: RunOrder, end: Parameters<typeof ended>[2]): Run =>
  ended(runningOf(order), NOON + 12_000, end);
