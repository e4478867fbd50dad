import type { Account } from '../src/access/account.ts';
import type { Loudness } from '../src/access/loudness.ts';
import type { Action } from '../src/action/action.ts';
import type { RunId } from '../src/action/run-id.ts';
import type { RunOrder } from '../src/action/run.ts';
import type { Turn } from '../src/chat/lane.ts';
import type { MessageRef } from '../src/chat/message.ts';
import type { Provider } from '../src/chat/provider.ts';
import { runCard } from '../src/chat/run-card.ts';
import { inTemporalsTerms } from './failure.ts';
import { createRunMessages, type RunMessageDependencies } from './run-message.ts';
import type { RunShown } from './run-showing.ts';

/** A run that somebody is asked to approve, directly. */
export interface RunAsked extends RunShown {
  readonly account: Account;
  readonly posted?: MessageRef;
  readonly turn?: Turn;
}

export interface RunAskingActivities {
  /**
   * @returns accounts of people who may approve a run and may know of it, one of each: of who wants to be paged alone none,
   * nor of who cannot be sent a direct message; not more than a few.
   */
  approverAccounts(order: RunOrder): Promise<readonly Account[]>;
  /**
   * Asks one of them by a direct message with the buttons to decide, or brings the message to how the run stands, without
   * buttons once it is decided.
   * @returns where it stands.
   */
  askApprover(asked: RunAsked): Promise<MessageRef>;
}

/** How many people are asked directly: where more may approve, the card is there for the others. */
const MOST = 10;

export function createRunAskingActivities(
  deps: RunMessageDependencies & {
    readonly action: (tenant: string, ref: string) => Action | undefined;
    /** @returns the keys of people who may decide on a run. */
    readonly approvers: (order: RunOrder) => readonly string[];
    /** @returns whether somebody may know of all private incidents that a run deals with. */
    readonly mayKnow: (order: RunOrder, person: string) => Promise<boolean>;
    /** Every account of a person, the preferred one first. */
    readonly accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
    readonly loudnessOf: (tenant: string, person: string) => Promise<Loudness>;
    /** @returns the address of a run's page; undefined where pages cannot be reached from outside. */
    readonly pageOf: (tenant: string, run: RunId) => string | undefined;
    /** Takes secrets out of a text. */
    readonly redact: (text: string, tenant: string) => string;
  },
): RunAskingActivities {
  const show = createRunMessages(deps);

  function isReached(tenant: string, { instance }: Account): boolean {
    let provider: Provider;
    try {
      provider = deps.provider(tenant, instance);
    } catch {
      // The configuration has it no more.
      return false;
    }
    return provider.capabilities.directMessages && provider.capabilities.operations.has('interactive');
  }

  async function accountOf(order: RunOrder, person: string): Promise<Account | undefined> {
    const { tenant, asked } = order;
    if (person === asked.by.id || !(await deps.mayKnow(order, person))) return undefined;
    if ((await deps.loudnessOf(tenant, person)) === 'pages') return undefined;
    return (await deps.accountsOf(tenant, person)).find((account) => isReached(tenant, account));
  }

  return {
    async approverAccounts(order) {
      const found: Account[] = [];
      for (const person of deps.approvers(order)) {
        if (found.length >= MOST) break;
        const account = await accountOf(order, person);
        if (account) found.push(account);
      }
      return found;
    },

    async askApprover({ order, run, account: { instance, user }, posted, turn }) {
      const { tenant, id } = order;
      const { platform } = await inTemporalsTerms(() => deps.provider(tenant, instance));
      const card = runCard(run, {
        action: deps.action(tenant, order.action),
        platform,
        approvers: [],
        page: deps.pageOf(tenant, id),
        redact: (text) => deps.redact(text, tenant),
      });
      const decisions = ['run-approve', 'run-decline'];
      const elements = (card.elements ?? []).filter(
        (one) => one.kind === 'button' && 'command' in one.action && decisions.includes(one.action.command),
      );
      const key = `${tenant}:${id}:approver:${instance}/@${user}${posted ? `:${run.revision}` : ''}`;
      const urgency = posted ? 'quiet' : 'news';
      return show({
        tenant,
        instance,
        to: { user },
        key,
        message: { ...card, elements },
        urgency,
        posted,
        turn,
      });
    },
  };
}
