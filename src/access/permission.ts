import type { CommandName } from '../incident/command.ts';
import type { AccessRole } from './role.ts';

/** Every permission with what it allows. Those of commands have the command's name. */
export const PERMISSIONS = {
  status: 'read one incident and its timeline',
  list: 'list and search incidents',
  people: 'list people',
  providers: 'see how the provider instances are',
  declare: 'declare an incident',
  ack: 'acknowledge an incident',
  mitigate: 'mark an incident as mitigated',
  resolve: 'resolve an incident',
  close: 'close an incident for good',
  reopen: 'reopen a resolved incident',
  escalate: 'page the next escalation step',
  assign: 'make somebody a responder or give them a role',
  note: 'add a note to the timeline',
  update: 'post a status update',
  join: 'become a responder',
  leave: 'stop being a responder',
  severity: 'change the severity',
  title: 'change the title',
  private: 'see private incidents of others',
  links: 'end the links of accounts of others',
  audit: 'read the audit records',
  tokens: 'create and revoke API tokens',
} as const satisfies Record<CommandName, string> & Record<string, string>;

export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];

/** What each role adds to the lesser ones, unless the configuration says otherwise. An admin may do everything. */
export const DEFAULT_PERMISSIONS: Readonly<Record<Exclude<AccessRole, 'admin'>, readonly Permission[]>> = {
  viewer: ['status', 'list', 'people', 'providers'],
  responder: [
    'declare',
    'ack',
    'mitigate',
    'resolve',
    'reopen',
    'escalate',
    'note',
    'update',
    'join',
    'leave',
    'severity',
    'title',
  ],
  commander: ['assign', 'close'],
};
