import { chain } from './chain/kind.ts';
import { command } from './command/kind.ts';
import { http } from './http/kind.ts';
import { incident } from './incident/kind.ts';
import type { ActionKind } from './kind.ts';
import { plugin } from './plugin/kind.ts';
import { activity } from './temporal/activity-kind.ts';
import { workflow } from './temporal/workflow-kind.ts';

/** Every kind of action that can be configured. */
export const ACTION_KINDS: readonly ActionKind[] = [
  command,
  http,
  workflow,
  activity,
  chain,
  incident,
  plugin,
] as readonly ActionKind[];
