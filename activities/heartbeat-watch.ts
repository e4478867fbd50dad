import { ApplicationFailure } from '@temporalio/common';
import type { Heartbeat } from '../src/alert/rule.ts';
import { NOT_CONFIGURED } from '../src/chat/instance-status.ts';

/** Signs of life that are waited for: those of a rule for alerts. */
export interface AwaitedHeartbeat {
  readonly tenant: string;
  /** Name of the rule. */
  readonly rule: string;
}

/** That signs of life stay away, or are back. */
export interface HeartbeatNews extends AwaitedHeartbeat {
  readonly silent: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same for one silence, from its beginning to its end. */
  readonly key: string;
  /** They are not silent any more only because nobody has the rule in the configuration. */
  readonly gone?: true;
}

export interface HeartbeatActivities {
  /** @throws ApplicationFailure of the type NOT_CONFIGURED when the configuration has no such heartbeat. */
  lookAtHeartbeat(awaited: AwaitedHeartbeat): Promise<Heartbeat>;
  /** Brings the news to where alerts become incidents, once. */
  sayOfHeartbeat(news: HeartbeatNews): Promise<void>;
}

export function createHeartbeatActivities(deps: {
  /** @returns undefined when the configuration has no such heartbeat. */
  readonly heartbeat: (tenant: string, rule: string) => Heartbeat | undefined;
  readonly say: (news: HeartbeatNews) => Promise<void>;
}): HeartbeatActivities {
  return {
    lookAtHeartbeat({ tenant, rule }) {
      const found = deps.heartbeat(tenant, rule);
      if (found) return Promise.resolve(found);
      const message = `the configuration has no heartbeat ${rule} under alerts.rules`;
      return Promise.reject(ApplicationFailure.create({ message, type: NOT_CONFIGURED }));
    },
    sayOfHeartbeat: (news) => deps.say(news),
  };
}
