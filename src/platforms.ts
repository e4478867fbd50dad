import { discord } from './chat/discord/platform.ts';
import { email } from './chat/email/platform.ts';
import { mattermost } from './chat/mattermost/platform.ts';
import type { Platform } from './chat/platform.ts';
import { sandbox } from './chat/sandbox/platform.ts';
import { slack } from './chat/slack/platform.ts';
import { teams } from './chat/teams/platform.ts';
import { webhook } from './chat/webhook/platform.ts';

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
