import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Redact } from '../../access/redact.ts';
import { mendedConfigurationMessage, refusedConfigurationMessage } from '../../chat/configuration-notice.ts';
import type { Message } from '../../chat/message.ts';
import type { Config } from '../../config/config.ts';
import { formatProblem } from '../../config/problem.ts';
import type { RefusedConfiguration, Standing } from '../../config/standing.ts';
import { Patience } from '../../http/patience.ts';
import type { SendLater } from '../../http/replies.ts';
import type { RefusalFollower } from './in-force.ts';

/** How long Temporal has to take a notice, in milliseconds. Nobody waits for it. */
const TAKE_MS = 5_000;
/** How long after a notice was not taken it is tried again, in milliseconds; each time longer, up to the last. */
const PAUSES_MS = [5_000, 15_000, 60_000];

export interface OperatorNotices {
  readonly config: () => Config;
  readonly standing: () => Standing;
  readonly followRefusals: (follower: RefusalFollower) => () => void;
  readonly sendLater: SendLater;
  readonly redact: Redact;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Tells those who run Muster, in chat, of a configuration that was refused and of its correction. Every process sees the
 * same files: of all that tell of one and the same refusal within an hour, one is heard.
 * @returns a function that ends it.
 */
export function tellOperators(deps: OperatorNotices): () => void {
  let told: string | undefined;
  /** What is still to be taken; a newer one takes its place. */
  let current: symbol | undefined;

  const send = (key: string, message: Message): void => {
    const mine = Symbol();
    current = mine;
    const attempt = (tried: number): void => {
      if (current !== mine) return;
      void taken(key, message).catch((err: unknown) => {
        deps.log.warn({ err }, 'those who run Muster could not be told yet');
        const pause = PAUSES_MS[Math.min(tried, PAUSES_MS.length - 1)];
        setTimeout(attempt, pause, tried + 1).unref();
      });
    };
    attempt(0);
  };
  const taken = async (key: string, message: Message): Promise<void> => {
    const { tenant, notifications } = deps.config();
    for (const { instance, channel } of notifications.operators) {
      const delivery = {
        key: `${tenant}:${key}:${instance}/${channel}`,
        tenant,
        instance,
        to: { channel },
        message,
      };
      await deps.sendLater(`${key}:${channel}`, delivery, new Patience(TAKE_MS));
    }
  };

  const unfollow = deps.followRefusals((refused) => {
    const { version } = deps.standing();
    if (refused) {
      told = keyOf(refused, version);
      const { tenant } = deps.config();
      const lines = linesOf(refused, deps.config().source).map((line) => deps.redact(line, tenant));
      send(told, refusedConfigurationMessage(lines, version));
    } else if (told !== undefined) {
      send(`${told}:mended`, mendedConfigurationMessage(version));
      told = undefined;
    }
  });
  return () => {
    current = undefined;
    unfollow();
  };
}

function keyOf({ at, reason }: RefusedConfiguration, version: string): string {
  const hour = new Date(at).toISOString().slice(0, 13);
  const hash = createHash('sha256')
    .update(JSON.stringify([version, reason, hour]))
    .digest('hex');
  return `configuration:${hash.slice(0, 20)}`;
}

function linesOf({ reason, problems }: RefusedConfiguration, source: string): string[] {
  return problems.length === 0 ? [reason] : problems.map((problem) => formatProblem(problem, source));
}
