import { createHash } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { changesSignal } from '../../../workflows/incident/messages.ts';
import type { Redact } from '../../access/redact.ts';
import type { Change } from '../../git/change.ts';
import { codeOf } from '../../git/code.ts';
import { incidentsIn, pullRequestMentions, releaseMentions, textOfPullRequest } from '../../git/mention.ts';
import { keptNews, newsOf, type ChangeNews } from '../../git/news.ts';
import { repositoryAddress } from '../../git/page.ts';
import { outlineOf } from '../../git/outline.ts';
import { shippedOf } from '../../git/shipped.ts';
import { wentLive } from '../../git/went-live.ts';
import type { Outcome, TakerContext, Takers } from '../../inbox/taker.ts';
import { incidentWorkflowId, type IncidentId } from '../../incident/id.ts';
import type { Stores } from '../../mongo/index.ts';

/** A change with the delivery that told of it. */
interface ToldChange {
  readonly context: TakerContext;
  readonly change: Change;
}

/** How many news one signal brings: Temporal takes no input above 2 MB. */
const AT_ONCE = 25;

export interface ChangeTakingDependencies {
  readonly stores: Pick<Stores, 'changes' | 'code' | 'incidents' | 'shipped'>;
  /** Tells a running incident of changes. @returns whether there is one. */
  readonly tell: (tenant: string, id: IncidentId, news: readonly ChangeNews[]) => Promise<boolean>;
  readonly redact: Redact;
}

/** @returns a function that tells running incidents of changes, by Temporal. */
export function tellIncidents(client: Client): ChangeTakingDependencies['tell'] {
  return async (tenant, id, news) => {
    const handle = client.workflow.getHandle(incidentWorkflowId(tenant, id));
    try {
      for (let n = 0; n < news.length; n += AT_ONCE)
        await handle.signal(changesSignal, news.slice(n, n + AT_ONCE));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };
}

/**
 * @returns what tells a repository from one of the same name elsewhere, in a few characters; the same for two integrations
 * that tell of one.
 */
function serverMark(integration: string, { repository }: Change): string {
  const place = repositoryAddress(repository.url) ?? integration;
  return createHash('sha256').update(place).digest('hex').slice(0, 8);
}

/**
 * @returns where changes go: what went live is kept by repository, what can be searched is indexed, what can be pasted is
 * kept by its address, and incidents that are mentioned hear of it. An incident that there is not is passed over in silence: its number may be another's.
 */
export function createChangeTaker(deps: ChangeTakingDependencies): Takers['changes'] {
  const { changes: store, code, incidents, shipped } = deps.stores;

  /**
   * Commits that mention, and those that a merged pull request which does became, are known when they are deployed; pull
   * requests and releases when their address is asked for: what they say at length, or what is said of them, is not kept.
   */
  async function noteMentions({ tenant, integration }: TakerContext, change: Change): Promise<void> {
    const place = { integration, repository: change.repository.name };
    const note = async (what: string | undefined, found: readonly IncidentId[]): Promise<void> => {
      if (what === undefined || found.length === 0) return;
      await store.noteMentions(tenant, place, what, found, change.at);
    };
    const told = [...newsOf(change).keys()];
    if (change.type === 'release')
      await note(releaseMentions(deps.redact(change.tag.slice(0, 3000), tenant)), told);
    if (change.type === 'push')
      for (const { id, message } of change.commits) await note(id, incidentsIn(message));
    if (change.type !== 'pull_request') return;
    const { pullRequest } = change;
    await note(pullRequestMentions(pullRequest.number), told);
    const found = incidentsIn(textOfPullRequest(pullRequest));
    await note(pullRequest.head, found);
    await note(pullRequest.mergeCommit, found);
  }

  async function isThere(tenant: string, id: IncidentId): Promise<boolean> {
    return (await incidents.revision(tenant, id)) !== undefined;
  }

  /** @returns the incidents that took it. */
  async function mentioned(context: TakerContext, change: Change): Promise<IncidentId[]> {
    const { tenant, integration } = context;
    const place = { integration, repository: change.repository.name };
    const deployed =
      change.type === 'deployment' && change.commit !== undefined
        ? await store.mentionedBy(tenant, place, change.commit)
        : [];
    const took: IncidentId[] = [];
    for (const [id, found] of newsOf(change, deployed)) {
      const where = serverMark(integration, change);
      const news = found.map((one) =>
        keptNews({ ...one, key: `${where}:${one.key}` }, (text) => deps.redact(text, tenant)),
      );
      // Of one that was declared just now only Temporal knows.
      const isRunning = await deps.tell(tenant, id, news);
      if (!isRunning && !(await isThere(tenant, id))) continue;
      await store.mention(tenant, id, news);
      took.push(id);
    }
    return took;
  }

  /** Notes of all repositories that something came of them. */
  async function noteRepositories(told: readonly ToldChange[]): Promise<void> {
    const newest = new Map<string, ToldChange & { readonly at: number }>();
    for (const one of told) {
      const { context, change } = one;
      const of = JSON.stringify(change.repository);
      // A sender's clock may be ahead.
      const at = Math.max(newest.get(of)?.at ?? 0, Math.min(change.at, context.receivedAt));
      newest.set(of, { ...one, at });
    }
    for (const { context, change, at } of newest.values())
      await store.saw(context.tenant, context.integration, change.repository, context.receivedAt, at);
  }

  return async (all) => {
    const [first] = all;
    if (!first) return [];
    const { tenant, integration } = first.context;
    const redact = (text: string): string => deps.redact(text, tenant);
    const told = all.flatMap(({ context, some }, n) => some.map((change) => ({ context, change, n })));
    await noteRepositories(told);
    await code.add(
      tenant,
      told.flatMap(({ change }) => codeOf(integration, change, redact)),
      Math.max(...all.map(({ context }) => context.receivedAt)),
    );
    const seen = told.map(({ change }) => shippedOf(integration, change, redact));
    await shipped.add(
      tenant,
      seen.filter((one) => one !== undefined),
    );
    const outcomes: Outcome[][] = all.map(() => []);
    for (const { context, change, n } of told) {
      await noteMentions(context, change);
      const took = await mentioned(context, change);
      const text = took.length > 0 ? `kept, and told to ${took.join(', ')}` : 'kept';
      outcomes[n]?.push({
        of: change.key,
        what: redact(outlineOf(change)),
        text,
        ...(took.length > 0 && { incidents: took }),
      });
    }
    const live = told.map(({ context, change }) => {
      // By a server's clock that goes fast it would have gone live after an incident that followed from it.
      const at = Math.min(change.at, context.receivedAt);
      return wentLive(integration, { ...change, at }, redact);
    });
    await store.add(
      tenant,
      live.filter((one) => one !== undefined),
    );
    return outcomes;
  };
}
