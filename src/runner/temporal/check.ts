import { attemptQueueOf, runQueueOf } from '../../action/run-queue.ts';
import type { ActivitySettings, WorkflowSettings } from '../../action/temporal-call.ts';
import {
  brokenTemplates,
  unfilledPlaceholders,
  type CheckedSettings,
  type SettingFinding,
} from '../../action/written-templates.ts';

/**
 * Looks at settings of workflows and activities of one's own that the schema has taken.
 * @param ownTaskQueue that Muster's workers listen to.
 * @param parameters names that the action's own schema has; without them it is not looked whether others are named.
 */
export function checkTemporal(
  settings: WorkflowSettings | ActivitySettings,
  ownTaskQueue: string,
  parameters?: readonly string[],
): CheckedSettings {
  const { taskQueue, arguments: given } = settings;
  const workflowId = 'workflow' in settings ? settings.workflowId : undefined;
  const templates = { arguments: given, workflowId };
  const problems = [...brokenTemplates(templates), ...impossible(settings)];
  if ([ownTaskQueue, runQueueOf(ownTaskQueue), attemptQueueOf(ownTaskQueue)].includes(taskQueue))
    problems.push({
      path: ['taskQueue'],
      message:
        "is Muster's own, whose workers know nothing of yours: name the one that your workers listen to",
    });
  if (workflowId?.replace(/\{\{.*?\}\}/gs, '').includes(':') === true)
    problems.push({
      path: ['workflowId'],
      message: "has a colon in it, as the ids of Muster's own workflows have: use a hyphen",
    });
  const warnings = parameters ? unfilledPlaceholders(templates, [...parameters, 'run']) : [];
  return { problems, warnings };
}

/** Times of which one cannot be longer than the other. */
function impossible(settings: WorkflowSettings | ActivitySettings): SettingFinding[] {
  const pairs: readonly (readonly [string, number | undefined, string, number | undefined])[] =
    'workflow' in settings
      ? [['runTimeout', settings.runTimeout, 'executionTimeout', settings.executionTimeout]]
      : [
          [
            'heartbeatTimeout',
            settings.heartbeatTimeout,
            'startToCloseTimeout',
            settings.startToCloseTimeout,
          ],
          [
            'startToCloseTimeout',
            settings.startToCloseTimeout,
            'scheduleToCloseTimeout',
            settings.scheduleToCloseTimeout,
          ],
        ];
  return pairs.flatMap(([name, part, whole, all]) =>
    part !== undefined && all !== undefined && part > all
      ? [
          {
            path: [name],
            message: `is longer than \`${whole}\`, and would never be reached: make one of them another`,
          },
        ]
      : [],
  );
}
