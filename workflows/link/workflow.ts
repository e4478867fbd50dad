import {
  ApplicationFailure,
  condition,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { accountId } from '../../src/access/account.ts';
import {
  claim,
  confirm,
  isOver,
  LINK_MS,
  LINK_SAYS,
  type LinkRefused,
  type LinkRequest,
  type LinkState,
} from '../../src/access/link-request.ts';
import { sideName, type Side } from '../../src/access/link.ts';
import { askConfirmation, linkedMessage, notLinkedMessage } from '../../src/chat/link-messages.ts';
import type { Turn } from '../../src/chat/lane.ts';
import type { Message } from '../../src/chat/message.ts';
import { room } from '../paced.ts';
import {
  claimUpdate,
  confirmUpdate,
  LINK_REFUSED,
  linkQuery,
  linkWorkflowId,
  type LinkInput,
} from './messages.ts';
import { isClaim, isConfirmation } from './reading.ts';

const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  scheduleToCloseTimeout: '5m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Both have confirmed: a store that is away for a while is waited for, and who they are is looked at again then. */
const { joinAccounts, writeAudit } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** @returns what was taken. @throws ApplicationFailure, by which an Update is rejected. */
function taken(outcome: LinkRequest | LinkRefused): LinkRequest {
  if ('state' in outcome) return outcome;
  throw ApplicationFailure.create({
    message: LINK_SAYS[outcome.refused],
    type: LINK_REFUSED,
    nonRetryable: true,
    details: [outcome.refused],
  });
}

const unreadable: LinkRefused = { refused: 'unreadable' };

/** Links two accounts when the owners of both have confirmed, within ten minutes. Holds the code's hash alone. */
export async function link({ tenant, id, asker }: LinkInput): Promise<LinkRequest> {
  const expiresAt = workflowInfo().startTime.getTime() + LINK_MS;
  let request: LinkRequest = { state: 'waiting', asker, expiresAt };
  const moved = (next: LinkRequest): LinkRequest => {
    request = next;
    const other = next.claimant ? ` and ${sideName(next.claimant)}` : '';
    setCurrentDetails(`**${next.state}**: ${sideName(asker)}${other}`);
    return next;
  };
  const is = (state: LinkState): boolean => request.state === state;

  setHandler(linkQuery, () => request);
  setHandler(claimUpdate, ({ side }) => moved(taken(claim(request, side, Date.now()))), {
    validator: (raw: unknown) => void taken(isClaim(raw) ? claim(request, raw.side, Date.now()) : unreadable),
  });
  setHandler(confirmUpdate, (answer) => moved(taken(confirm(request, answer, Date.now()))), {
    validator: (raw: unknown) =>
      void taken(isConfirmation(raw) ? confirm(request, raw, Date.now()) : unreadable),
  });

  /** @returns whether it was delivered. */
  async function tell(side: Side, what: string, message: Message): Promise<boolean> {
    const { instance, user } = side.account;
    const key = `${linkWorkflowId(tenant, id)}:${what}:${accountId(side.account)}`;
    const delivery = { key, tenant, instance, to: { user }, message };
    try {
      for (let turn: Turn | undefined; ;) {
        try {
          await deliver(turn ? { ...delivery, turn } : delivery);
          return true;
        } catch (error) {
          turn = await room(error, delivery, { summary: what, patienceMs: LINK_MS });
        }
      }
    } catch (error) {
      log.warn('somebody could not be told of a link', { instance, what, error });
      return false;
    }
  }

  /** Waits until somebody does something; not beyond the end of the code. */
  async function beyond(state: LinkState): Promise<void> {
    const summary = `until the code ends (${state})`;
    await condition(() => !is(state), Math.max(1, expiresAt - Date.now()), { summary });
  }

  async function join(claimant: Side): Promise<void> {
    try {
      const joined = await joinAccounts({ tenant, asker, claimant, at: Date.now() });
      if ('refusal' in joined) {
        moved({ ...request, state: 'refused', reason: joined.refusal.message });
        return;
      }
      moved({ ...request, state: 'linked' });
      const message = linkedMessage(asker, claimant, joined.person);
      await Promise.all([asker, claimant].map((side) => tell(side, 'linked', message)));
    } catch {
      const reason = 'the accounts could not be linked within an hour; look at the document store';
      moved({ ...request, state: 'failed', reason });
    }
  }

  await beyond('waiting');
  await beyond('claimed');
  if (is('confirmed') && request.claimant) {
    const question = askConfirmation(id, asker, request.claimant, { time: expiresAt });
    if (await tell(asker, 'ask', question)) await beyond('confirmed');
    else if (is('confirmed')) {
      const reason = `${sideName(asker)} could not be asked to confirm it there`;
      moved({ ...request, state: 'failed', reason });
    }
  }
  if (is('joining') && request.claimant) await join(request.claimant);
  else if (!isOver(request)) moved({ ...request, state: 'expired' });
  await told(tenant, id, request, tell);
  return request;
}

/** Leaves the trail of what came of it, and tells both, unless nobody ever used the code. */
async function told(
  tenant: string,
  id: string,
  request: LinkRequest,
  tell: (side: Side, what: string, message: Message) => Promise<boolean>,
): Promise<void> {
  const { state, asker, claimant, reason } = request;
  const sides = [asker, ...(claimant ? [claimant] : [])];
  const { person, account } = asker;
  await writeAudit({
    tenant,
    at: Date.now(),
    person: person.id,
    name: person.name,
    via: account.instance,
    action: 'link',
    about: sides.map((side) => accountId(side.account)).join(' and '),
    outcome: state === 'linked' ? 'done' : state === 'failed' ? 'failed' : 'refused',
    ...(state !== 'linked' && { reason: reason ?? state }),
    deliveryId: `link:${id}`,
  }).catch((error: unknown) => {
    log.warn('the outcome of a link could not be audited', { error });
  });
  if (state === 'linked' || !claimant) return;
  const message = notLinkedMessage(asker, claimant, request);
  await Promise.all(sides.map((side) => tell(side, state, message)));
}
