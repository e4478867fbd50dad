import type { Platform } from './chat/platform.ts';
import { sandbox } from './chat/sandbox/platform.ts';
import { slack } from './chat/slack/platform.ts';

/** Every chat platform that can be configured. */
export const PLATFORMS: readonly Platform[] = [sandbox, slack] as readonly Platform[];
