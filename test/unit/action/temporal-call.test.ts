import { describe, expect, it } from 'vitest';
import { BadParameter } from '../../../src/action/bad-parameter.ts';
import { jinja } from '../../../src/action/jinja.ts';
import { activityCall, workflowCall } from '../../../src/action/temporal-call.ts';
import { activitySettings, workflowSettings } from '../../../src/runner/temporal/settings.ts';

const RUN = { tenant: 'acme', id: 'RUN-7' } as const;
const PARAMETERS = { service: 'pay', count: 3, tags: ['a'], text: '{{ run.id }}' };
const filling = (variables: Readonly<Record<string, unknown>> = PARAMETERS) => ({
  templates: jinja,
  variables,
});

/** @returns the call of a workflow by what the configuration says besides. */
const workflow = (more: object = {}, variables?: Readonly<Record<string, unknown>>) =>
  workflowCall(
    workflowSettings.parse({ taskQueue: 'payments', workflow: 'DeployService', ...more }),
    filling(variables),
    RUN,
  );
const activity = (more: object = {}) =>
  activityCall(
    activitySettings.parse({ taskQueue: 'payments', activity: 'restart', ...more }),
    filling(),
    RUN,
  );

describe('a workflow of one’s own', () => {
  it('is given no more than can be passed on', () => {
    const written = { arguments: ['{{ text }}', '{{ text }}', '{{ text }}'] };
    expect(() => workflow(written, { text: 'x'.repeat(100_000) })).toThrow(
      /`arguments` take 300010 bytes of JSON, and may take 256000/,
    );
  });

  it('is called with all parameters in one object, under an id of the run, and is tried once', () => {
    expect(workflow()).toEqual({
      kind: 'workflow',
      type: 'DeployService',
      taskQueue: 'payments',
      workflowId: 'acme-run-7',
      args: [PARAMETERS],
      executionTimeout: 86_400_000,
      retry: {
        maximumAttempts: 1,
        initialInterval: 1_000,
        backoffCoefficient: 2,
        maximumInterval: 100_000,
        nonRetryableErrorTypes: [],
      },
      cancellation: 'wait',
    });
  });

  it('has the times, retries and cancellation that are written', () => {
    const written = {
      executionTimeout: '2h',
      runTimeout: '1h',
      taskTimeout: '30s',
      retry: { initialInterval: '5s', nonRetryableErrorTypes: ['Refused'] },
      cancellation: 'abandon',
    };
    expect(workflow(written)).toMatchObject({
      executionTimeout: 7_200_000,
      runTimeout: 3_600_000,
      taskTimeout: 30_000,
      retry: { maximumAttempts: 3, initialInterval: 5_000, nonRetryableErrorTypes: ['Refused'] },
      cancellation: 'abandon',
    });
  });

  it('has arguments in order, which keep their places, or one object', () => {
    const args = (written: unknown) => workflow({ arguments: written }).args;
    expect(
      args(['{{ service }}', { n: '{{ count }}', on: '{{ run.id }}', not: '{{ missing }}' }, 7]),
    ).toEqual(['pay', { n: 3, on: 'RUN-7' }, 7]);
    expect(args(['{{ missing }}', '{{ tags }}', '{{ missing }}', '{{ missing }}'])).toEqual([null, ['a']]);
    expect(args(['{{ missing }}'])).toEqual([]);
    expect(args([])).toEqual([]);
    expect(args({ service: '{{ service }}', list: ['{{ count }}'] })).toEqual([
      { service: 'pay', list: [3] },
    ]);
    expect(args(['{{ text }}'])).toEqual(['{{ run.id }}']);
  });

  it('knows the run also where a parameter has its name', () => {
    const { workflowId, args } = workflow(
      { workflowId: 'x-{{ run.id }}', arguments: ['{{ run.tenant }}'] },
      { run: { id: 'RUN-1', tenant: 'other' } },
    );
    expect([workflowId, args]).toEqual(['x-RUN-7', ['acme']]);
  });

  it.each([
    ['deploy-{{ missing }}', 'deploy-'],
    ['deploy-{{ service }}', 'deploy-pay'],
    ['{{ run.tenant }}-{{ run.id | lower }}', 'acme-run-7'],
  ])('has the id %s as %s', (workflowId, id) => {
    expect(workflow({ workflowId }).workflowId).toBe(id);
  });

  it.each([
    ['{{ service }}', '', /is empty/],
    ['{{ service }}', 'default:incident:INC-43', /has a colon in it/],
    ['{{ service }}', 'a\nb', /a control character/],
    ['{{ service }}', 'a\uD800', /half of a character/],
    ['{{ service }}', 'x'.repeat(1_001), /longer than 1000/],
    ['{{ service | what }}', 'x', /no filter `what`/],
  ])('with the id %s of %j is not called', (workflowId, service, why) => {
    const call = () => workflow({ workflowId }, { service });
    expect(call).toThrow(BadParameter);
    expect(call).toThrow(why);
  });
});

describe('an activity of one’s own', () => {
  it('is called like a workflow, with times of its own', () => {
    expect(activity()).toMatchObject({
      kind: 'activity',
      type: 'restart',
      taskQueue: 'payments',
      args: [PARAMETERS],
      scheduleToStartTimeout: 300_000,
      startToCloseTimeout: 600_000,
      retry: { maximumAttempts: 1 },
      cancellation: 'wait',
    });
    expect(
      activity({ arguments: ['{{ count }}'], heartbeatTimeout: '30s', cancellation: 'try' }),
    ).toMatchObject({
      args: [3],
      heartbeatTimeout: 30_000,
      cancellation: 'try',
    });
  });
});
