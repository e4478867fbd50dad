import { bounded } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import { entry, ignored, unparsed } from '../event.ts';

/**
 * Events that exist and from which nothing follows.
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export const NOT_NEEDED: ReadonlySet<string> = new Set([
  'branch_protection_configuration',
  'branch_protection_rule',
  'check_run',
  'check_suite',
  'code_scanning_alert',
  'custom_property',
  'custom_property_values',
  'dependabot_alert',
  'deploy_key',
  'deployment_protection_rule',
  'deployment_review',
  'discussion',
  'discussion_comment',
  'fork',
  'github_app_authorization',
  'gollum',
  'installation',
  'installation_repositories',
  'installation_target',
  'issue_dependencies',
  'label',
  'marketplace_purchase',
  'member',
  'membership',
  'merge_group',
  'meta',
  'milestone',
  'org_block',
  'organization',
  'package',
  'page_build',
  'personal_access_token_request',
  'project',
  'project_card',
  'project_column',
  'projects_v2',
  'projects_v2_item',
  'projects_v2_status_update',
  'public',
  'pull_request_review_thread',
  'registry_package',
  'repository',
  'repository_advisory',
  'repository_dispatch',
  'repository_import',
  'repository_ruleset',
  'repository_vulnerability_alert',
  'secret_scanning_alert',
  'secret_scanning_alert_location',
  'secret_scanning_scan',
  'security_advisory',
  'security_and_analysis',
  'sponsorship',
  'star',
  'status',
  'sub_issues',
  'team',
  'team_add',
  // Enterprise Server: https://docs.github.com/en/enterprise-server/webhooks/webhook-events-and-payloads
  'cache_sync',
  'enterprise',
  'user',
  'watch',
  'workflow_dispatch',
  'workflow_job',
  'workflow_run',
]);

/** Actions that exist and from which nothing follows, by their event. */
const ACTIONS_NOT_NEEDED: Readonly<Record<string, readonly string[]>> = {
  pull_request: [
    'assigned',
    'auto_merge_disabled',
    'auto_merge_enabled',
    'demilestoned',
    'dequeued',
    'enqueued',
    'labeled',
    'locked',
    'milestoned',
    'review_request_removed',
    'review_requested',
    'unassigned',
    'unlabeled',
    'unlocked',
  ],
  pull_request_review: ['edited'],
  pull_request_review_comment: ['edited', 'deleted'],
  issues: [
    'assigned',
    'demilestoned',
    'edited',
    'labeled',
    'locked',
    'milestoned',
    'opened',
    'pinned',
    'typed',
    'unassigned',
    'unlabeled',
    'unlocked',
    'unpinned',
    'untyped',
  ],
  issue_comment: ['edited', 'deleted', 'pinned', 'unpinned'],
  // What is released is told by `published`, too; a draft is not there for others.
  release: ['created', 'prereleased', 'released'],
};

/** @returns what becomes of an action that is not read. */
export function otherAction(event: string, action: string): Reading {
  return entry(ACTIONS_NOT_NEEDED, event)?.includes(action)
    ? ignored(`nothing follows from the action ${action} of ${event}`)
    : unparsed(`the action ${bounded(action, 100)} of ${event} is not known`);
}
