import { discord } from './discord/platform.ts';
import { email } from './email/platform.ts';
import { mattermost } from './mattermost/platform.ts';
import type { Platform } from './platform.ts';
import { sandbox } from './sandbox/platform.ts';
import { slack } from './slack/platform.ts';
import { teams } from './teams/platform.ts';
import { webhook } from './webhook/platform.ts';

/** Every chat platform that can be configured. */
export const PLATFORMS: readonly Platform[] = [
  sandbox,
  slack,
  discord,
  teams,
  mattermost,
  email,
  webhook,
] as readonly Platform[];
