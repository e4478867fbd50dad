import { discord } from './chat/discord/platform.ts';
import { mattermost } from './chat/mattermost/platform.ts';
import type { Platform } from './chat/platform.ts';
import { sandbox } from './chat/sandbox/platform.ts';
import { slack } from './chat/slack/platform.ts';
import { teams } from './chat/teams/platform.ts';

/** Every chat platform that can be configured. */
export const PLATFORMS: readonly Platform[] = [
  sandbox,
  slack,
  discord,
  teams,
  mattermost,
] as readonly Platform[];
