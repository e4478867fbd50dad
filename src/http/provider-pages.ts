import type { Permission } from '../access/permission.ts';
import { providersPage } from '../dashboard/providers-page.tsx';
import { findingLine } from '../inspection/finding.ts';
import type { AuditorOf } from './auditor.ts';
import type { Caller } from './caller.ts';
import type { Tell } from './live.ts';
import { revisionOf, type Providers } from './providers.ts';
import type { Visit, Visits } from './visits.ts';

export interface ProviderPageDependencies {
  readonly providers: Providers;
  readonly auditor: AuditorOf;
  readonly permitted: (
    permission: Permission,
    page: (visit: Visit) => Promise<void>,
  ) => (visit: Visit) => Promise<void>;
  readonly may: (caller: Caller, permission: Permission) => boolean;
  readonly tell: Tell;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How Muster itself is: its connections to platforms, and what its auditor has found. */
export function addProviderPages(visits: Visits, deps: ProviderPageDependencies): void {
  const { may, permitted, now } = deps;

  async function audited(reader: Caller) {
    if (!may(reader, 'auditor')) return undefined;
    const { findings, ...status } = await deps.auditor(reader.tenant);
    const knowsAll = may(reader, 'private');
    return { ...status, findings: findings.map((one) => findingLine(one, knowsAll)) };
  }

  visits.get(
    '/providers',
    permitted('providers', async ({ reader, frame, response }) => {
      const [statuses, auditor] = await Promise.all([deps.providers(reader.tenant), audited(reader)]);
      response.send(providersPage({ statuses, frame, now: now(), ...(auditor && { auditor }) }));
    }),
  );
  // Before the events of incidents, whose ids never look so.
  visits.get(
    '/live/providers',
    permitted('providers', async ({ reader, response }) => {
      const version = async (): Promise<string> => {
        const [statuses, auditor] = await Promise.all([deps.providers(reader.tenant), audited(reader)]);
        return JSON.stringify([revisionOf(statuses), auditor?.state, auditor?.findings, auditor?.report?.at]);
      };
      const sight = may(reader, 'private') ? 'all' : may(reader, 'auditor') ? 'public' : 'none';
      await deps.tell(response, { name: `providers of ${reader.tenant}, auditor ${sight}`, version });
    }),
  );
  for (const path of ['/providers', '/live/providers']) visits.only(path, 'GET');
}
