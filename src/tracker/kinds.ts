import { github } from './github/kind.ts';
import { jira } from './jira/kind.ts';
import type { TrackerKind } from './tracker.ts';

/** Every kind of bug tracker that can be configured. */
export const TRACKER_KINDS: readonly TrackerKind[] = [github, jira] as readonly TrackerKind[];
