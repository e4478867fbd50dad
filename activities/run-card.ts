import { discreet } from '../src/action/confidential.ts';
import type { Catalogue } from '../src/action/catalogue.ts';
import type { RunId } from '../src/action/run-id.ts';
import { isOver, type Run, type RunOrigin } from '../src/action/run.ts';
import { outputName, type RunStep } from '../src/action/step.ts';
import type { Message, MessageRef } from '../src/chat/message.ts';
import { hasCard, runCard } from '../src/chat/run-card.ts';
import { outputMessage, type Output } from '../src/chat/run-output.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { CardPlace } from '../src/incident/view.ts';
import { inTemporalsTerms } from './failure.ts';
import { createRunMessages, type RunMessageDependencies } from './run-message.ts';
import type { RunSeen, RunShowingActivities } from './run-showing.ts';

/** A message of a run: where it stands or is to stand, and what it says. */
interface Showing {
  readonly key: string;
  readonly origin: RunOrigin;
  readonly message: Message;
  /** Message in whose thread it is posted. */
  readonly thread?: MessageRef | undefined;
}

interface RunCardDependencies extends RunMessageDependencies {
  /** @returns what the tenant can run, as this worker's configuration has it; undefined of a tenant that it lacks. */
  readonly catalogue: (tenant: string) => Catalogue | undefined;
  /** @returns how people call somebody. */
  readonly nameOf: (tenant: string, person: string) => string;
  /** @returns what one attempt has printed until now. `output`: as `outputName` names it. */
  readonly printed: (
    tenant: string,
    output: string,
    attempt: number,
  ) => Promise<Pick<Output, 'pieces' | 'dropped'>>;
  /** @returns the address of a run's page; undefined where pages cannot be reached from outside. */
  readonly pageOf: (tenant: string, run: RunId) => string | undefined;
  /** @returns where an incident is shown; none of one that is not recorded. */
  readonly placesOf: (tenant: string, incident: IncidentId) => Promise<readonly CardPlace[]>;
  /** Takes secrets out of a text. */
  readonly redact: (text: string, tenant: string) => string;
}

export function createRunCardActivities(deps: RunCardDependencies): RunShowingActivities {
  const showMessage = createRunMessages(deps);

  /** @returns whether what a run deals with may be read where it was ordered: in the private incident's own channel. */
  async function isToldThere(
    { tenant, confidential }: Run,
    { instance, channel }: RunOrigin,
  ): Promise<boolean> {
    if (!confidential) return true;
    const all = await Promise.all(confidential.map((id) => deps.placesOf(tenant, id)));
    const isOwn = (place: CardPlace): boolean =>
      place.own && place.instance === instance && place.channel === channel;
    return all.length > 0 && all.every((places) => places.some(isOwn));
  }

  /** Posts a message, or brings the posted one to what it says now. */
  const show = (
    { order: { tenant }, run, posted, turn }: RunSeen,
    { origin: { instance, channel }, ...message }: Showing,
  ): Promise<MessageRef> =>
    showMessage({
      ...message,
      tenant,
      instance,
      to: { channel },
      posted,
      turn,
      urgency: posted && !isOver(run) ? 'quiet' : 'news',
    });

  /** @returns what the last attempt printed that printed anything. */
  async function lastOutput(
    { order: { tenant, id }, run }: RunSeen,
    step?: RunStep,
  ): Promise<Output | undefined> {
    for (let attempt = (step ?? run).attempts ?? 1; attempt > 0; attempt--) {
      const output = await deps.printed(tenant, outputName(id, step), attempt);
      if (output.pieces.length > 0) return { attempt, ...(step && { step }), ...output };
    }
    return undefined;
  }

  return {
    async showRun(seen) {
      const { order, run, posted } = seen;
      const { tenant, id, origin, plan } = order;
      if (!origin) return undefined;
      const catalogue = deps.catalogue(tenant);
      const alias = order.alias === undefined ? undefined : catalogue?.aliases.get(order.alias);
      if (!hasCard(run, alias, posted !== undefined)) return undefined;
      const { platform } = await inTemporalsTerms(() => deps.provider(tenant, origin.instance));
      const isTold = await isToldThere(run, origin);
      const message = runCard(isTold ? run : discreet(run), {
        ...(isTold ? { alias } : { isDiscreet: true }),
        action: catalogue?.actions.get(order.action),
        platform,
        approvers: (plan.approval?.people ?? []).map((one) => ({ id: one, name: deps.nameOf(tenant, one) })),
        page: deps.pageOf(tenant, id),
        redact: (text) => deps.redact(text, tenant),
      });
      const key = `${tenant}:${id}:card${posted ? `:${run.revision}` : ''}`;
      return show(seen, { key, origin, message, thread: threadOf(origin) });
    },

    async showRunOutput(seen) {
      const { order, run, posted, card, step } = seen;
      const { tenant, id, origin } = order;
      if (!origin || !(await isToldThere(run, origin))) return posted;
      const output = await lastOutput(seen, step);
      const message = output && outputMessage(run, output, deps.pageOf(tenant, id));
      if (!message) return posted;
      const which = step ? `output:${step.place}` : 'output';
      const isLast = isOver(run) || (step !== undefined && step.status !== 'running');
      const key = `${tenant}:${id}:${which}${posted ? `:${fingerprint(output, isLast)}` : ''}`;
      return show(seen, { key, origin, message, thread: threadOf(origin) ?? card });
    },
  };
}

const threadOf = ({ channel, thread }: RunOrigin): MessageRef | undefined =>
  thread === undefined ? undefined : { channel, id: thread };

/** @returns what is another whenever there is something new to show: output only grows. */
function fingerprint({ attempt, pieces, dropped }: Output, isLast: boolean): string {
  const length = pieces.reduce((sum, { text }) => sum + text.length, dropped);
  return `${attempt}-${length}${isLast ? ':end' : ''}`;
}
