import { describe, expect, it } from 'vitest';
import { explain } from '../../../../src/config/explain.ts';
import { checkTemporal } from '../../../../src/runner/temporal/check.ts';
import { activitySettings, workflowSettings } from '../../../../src/runner/temporal/settings.ts';

const WORKFLOW = { taskQueue: 'payments', workflow: 'DeployService' };
const ACTIVITY = { taskQueue: 'payments', activity: 'restart' };

/** @returns what is said of settings that a schema refuses, each with where. */
function refusals(schema: typeof workflowSettings | typeof activitySettings, written: object): string {
  const { error } = schema.safeParse(written);
  const lines = error?.issues.map((issue) => `${issue.path.join('.')}: ${explain(issue, written)}`);
  return lines?.join('\n') ?? '';
}
const said = (findings: ReturnType<typeof checkTemporal>['problems']): string =>
  findings.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');

describe('the settings of workflows and activities of one’s own', () => {
  it.each([
    [{ ...WORKFLOW, taskQueue: '' }, /^taskQueue: /],
    [{ ...WORKFLOW, taskQueue: 'q-{{ service }}' }, /^taskQueue: .*stands for itself/],
    [{ ...WORKFLOW, workflow: '{{ type }}' }, /^workflow: .*stands for itself/],
    [{ ...WORKFLOW, namespace: 'other' }, /namespace/],
    [{ ...WORKFLOW, arguments: 'x' }, /^arguments: /],
    [{ ...WORKFLOW, taskTimeout: '3m' }, /^taskTimeout: must be at most 2m/],
    [{ ...WORKFLOW, executionTimeout: 60 }, /^executionTimeout: must be a duration/],
    [
      { ...WORKFLOW, cancellation: 'never' },
      /^cancellation: must be one of wait, wait-requested, try, abandon/,
    ],
    [{ ...WORKFLOW, retry: { backoffCoefficient: 0 } }, /^retry\.backoffCoefficient: must be at least 1/],
    [{ taskQueue: 'payments' }, /^workflow: is missing/],
  ])('of a workflow cannot be %j', (written, why) => {
    expect(refusals(workflowSettings, written)).toMatch(why);
  });

  it.each([
    [{ ...ACTIVITY, workflowId: 'x' }, /workflowId/],
    [{ ...ACTIVITY, cancellation: 'wait-requested' }, /^cancellation: must be one of wait, try, abandon/],
    [{ ...ACTIVITY, activity: 'a\nb' }, /^activity: /],
    [{ taskQueue: 'payments' }, /^activity: is missing/],
  ])('of an activity cannot be %j', (written, why) => {
    expect(refusals(activitySettings, written)).toMatch(why);
  });

  it.each([
    [{ taskQueue: 'muster' }, /^taskQueue: is Muster's own/],
    [{ workflowId: 'default:incident:{{ n }}' }, /^workflowId: has a colon in it/],
    [{ workflowId: '{{ n | what }}' }, /^workflowId: there is no filter `what`/],
    [{ arguments: [{ a: ['{{ n'] }] }, /^arguments\.0\.a\.0: /],
    [{ runTimeout: '2d' }, /^runTimeout: is longer than `executionTimeout`/],
  ])('of a workflow are looked at together: %j', (more, why) => {
    const settings = workflowSettings.parse({ ...WORKFLOW, ...more });
    expect(said(checkTemporal(settings, 'muster').problems)).toMatch(why);
  });

  it.each([
    [{ heartbeatTimeout: '20m' }, /^heartbeatTimeout: is longer than `startToCloseTimeout`/],
    [{ scheduleToCloseTimeout: '1m' }, /^startToCloseTimeout: is longer than `scheduleToCloseTimeout`/],
  ])('of an activity are looked at together: %j', (more, why) => {
    const settings = activitySettings.parse({ ...ACTIVITY, ...more });
    expect(said(checkTemporal(settings, 'muster').problems)).toMatch(why);
  });

  it('that are well are told nothing of; a name that there is not is', () => {
    const given = ['{{ service }}', '{{ run.id }}', '{{ n | default("a:b") }}', true];
    const settings = workflowSettings.parse({
      ...WORKFLOW,
      arguments: given,
      workflowId: 'x-{{ n | default("a:b") }}',
    });
    expect(checkTemporal(settings, 'muster', ['service', 'n'])).toEqual({ problems: [], warnings: [] });
    expect(said(checkTemporal(settings, 'muster', ['n']).warnings)).toBe(
      'arguments.0: has {{ service }}, which is no parameter of the action',
    );
  });
});
