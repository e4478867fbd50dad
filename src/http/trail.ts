import type { Logger } from 'pino';
import type { Redact } from '../access/redact.ts';
import type { AuditEntry } from '../access/audit-entry.ts';
import type { AuditStore } from '../mongo/audit-store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Afterwards } from './afterwards.ts';
import type { AuditLater } from './audit-later.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';

export interface TrailDependencies {
  readonly audit: AuditStore;
  readonly auditLater: AuditLater;
  readonly redact: Redact;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly afterwards: Afterwards;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What somebody tries: the command's name, and of which incident or what else if that is known before. */
export interface Attempt {
  readonly action: string;
  readonly incident?: string;
  readonly about?: string;
}

/** Leaves a trail of every attempt: the audit record, a line in the log, a count. */
export function createTrail(deps: TrailDependencies) {
  function note(
    caller: Caller,
    { action, incident, about: known }: Attempt,
    outcome: AuditEntry['outcome'],
    more: { reason?: string; about?: string; startedAt: number },
    store: (entry: AuditEntry) => Promise<void> = keep,
  ): void {
    const { tenant, person, via, deliveryId } = caller;
    const at = deps.now();
    const named = more.about ?? known;
    const about = {
      deliveryId,
      action,
      outcome,
      ...(incident !== undefined && { incident }),
      ...(named !== undefined && { about: named }),
    };
    const reason = more.reason === undefined ? {} : { reason: deps.redact(more.reason, caller.tenant) };
    deps.metrics.commands.inc({ command: action, via, outcome });
    deps.log.info(
      { instance: via, person: person.id, ...about, ...reason, ms: at - more.startedAt },
      `${action}: ${outcome}`,
    );
    const entry: AuditEntry = { tenant, at, person: person.id, name: person.name, via, ...about, ...reason };
    // What has been done is done: nobody waits for the record of it, and a store that is away does not undo it.
    deps.afterwards.add(store(entry), (error) => {
      deps.log.error(
        { audit: entry, err: error },
        'the audit record could not be stored: this line is all of it',
      );
    });
  }

  /** A store that is away is written to by a worker when it is back. */
  async function keep(entry: AuditEntry): Promise<void> {
    try {
      await deps.audit.write(entry);
    } catch (error) {
      deps.log.warn({ err: error, deliveryId: entry.deliveryId }, 'an audit record is left with Temporal');
      await deps.auditLater(entry);
    }
  }

  return {
    /**
     * Lets something be tried and notes what came of it.
     * @param found finds the incident in the outcome, where only the outcome tells it, or what else it was about.
     * @throws what the work throws, noted as failed.
     */
    async attempt<R extends object>(
      caller: Caller,
      what: Attempt,
      work: () => Promise<R | Denied>,
      found: { readonly incident?: (done: R) => string; readonly about?: (done: R) => string } = {},
    ): Promise<R | Denied> {
      const startedAt = deps.now();
      let outcome: R | Denied;
      try {
        outcome = await work();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        note(caller, what, 'failed', { reason, startedAt });
        throw error;
      }
      if ('denied' in outcome) {
        caller.denials?.push(outcome);
        note(caller, what, 'refused', { reason: outcome.message, startedAt });
      } else {
        const incident = found.incident && { incident: found.incident(outcome) };
        const about = found.about && { about: found.about(outcome) };
        note(caller, { ...what, ...incident }, 'done', { startedAt, ...about });
      }
      return outcome;
    },

    /** Lets something be read; only a refusal is noted. */
    async reading<R extends object>(
      caller: Caller,
      what: Attempt,
      work: () => Promise<R | Denied>,
    ): Promise<R | Denied> {
      const startedAt = deps.now();
      const outcome = await work();
      if (!('denied' in outcome)) return outcome;
      caller.denials?.push(outcome);
      // Who asks for too much must not fill Temporal as well.
      const store = outcome.denied === 'too_many' ? (entry: AuditEntry) => deps.audit.write(entry) : keep;
      note(caller, what, 'refused', { reason: outcome.message, startedAt }, store);
      return outcome;
    },
  };
}

export type Trail = ReturnType<typeof createTrail>;
