import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Redact } from '../src/access/redact.ts';
import type { Action } from '../src/action/action.ts';
import type { Alias } from '../src/action/alias.ts';
import { discreet } from '../src/action/confidential.ts';
import { fitResult } from '../src/action/fit.ts';
import { noticeOf, type Notice } from '../src/action/notice.ts';
import { notificationOf, notifyRoutes, type Notification, type NotifyRoute } from '../src/action/notify.ts';
import { redacted } from '../src/action/parameters.ts';
import type { Route } from '../src/action/route.ts';
import type { Run } from '../src/action/run.ts';
import type { RunId } from '../src/action/run-id.ts';
import type { Turn } from '../src/chat/lane.ts';
import type { MessageRef } from '../src/chat/message.ts';
import { runNotice } from '../src/chat/run-notice.ts';
import type { ChannelTarget } from '../src/escalation/policy.ts';
import { routeText, type TicketRoute } from '../src/tracker/route.ts';
import { runTicketText } from '../src/tracker/run-text.ts';
import type { Tracker } from '../src/tracker/tracker.ts';
import type { DeliverActivities } from './deliver.ts';
import type { Effects } from './effect.ts';
import { asFailure } from './failure.ts';
import type { RunShown } from './run-showing.ts';
import { sooner } from './sooner.ts';
import { ticketMarker } from './ticket-marker.ts';

/** What of the end of a run is told by which route. */
export interface RunRoute extends NotifyRoute {
  /** The provider instance that it goes by; absent: a bug tracker. */
  readonly instance?: string;
}

export interface RunTellingActivities {
  /** @returns what is told of the end of a run, and by which routes. */
  runRoutes(shown: RunShown): Promise<readonly RunRoute[]>;
  /** Tells one part of it by one route, once. */
  tellRun(told: RunTold): Promise<void>;
}

/** A run whose end is told, by one route. */
export interface RunTold extends RunShown, NotifyRoute {
  readonly turn?: Turn;
}

/** What one tenant's configuration says of runs and of who hears of them. */
export interface RunsKnown {
  readonly action: (ref: string) => Action | undefined;
  readonly alias: (ref: string) => Alias | undefined;
  readonly route: (name: string) => Route | undefined;
}

/** Type of the failure when the configuration tells nobody by a route any more. */
const GONE = 'route_not_found';

/** Where a ticket stands, as the ledger keeps it. */
interface TicketRef extends MessageRef {
  readonly url: string;
}

export function createRunTellingActivities(deps: {
  /** @returns what holds for a tenant now. */
  readonly known: (tenant: string) => RunsKnown;
  readonly deliver: DeliverActivities['deliver'];
  readonly effects: Effects;
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  /** @returns address of a run's page; undefined where there is none. */
  readonly pageOf: (tenant: string, run: RunId) => string | undefined;
  readonly redact: Redact;
}): RunTellingActivities {
  function noticed({ order, run }: RunShown, notification: Notification): Notice {
    if (run.confidential) return { data: {} };
    const { tenant } = order;
    const known = deps.known(tenant);
    const redact = (text: string): string => deps.redact(text, tenant);
    const action = known.action(order.action);
    // Of an action that is gone nobody knows which parameters are secret.
    const parameters = action ? fitResult(redacted(action.parameters, run.parameters), redact) : {};
    return noticeOf(
      notification,
      run,
      {
        action,
        alias: order.alias === undefined ? undefined : known.alias(order.alias),
        page: deps.pageOf(tenant, run.id),
        parameters: parameters as Readonly<Record<string, unknown>>,
      },
      redact,
    );
  }

  /** Posts it to a channel, an address or a webhook. */
  async function post(told: RunTold, { instance, channel }: ChannelTarget, notice: Notice): Promise<void> {
    const { order, run, turn } = told;
    const { tenant, incident } = order;
    await deps.deliver({
      key: keyOf(told),
      tenant,
      instance,
      to: { channel },
      message: runNotice(toldTo(run), notice, {
        page: deps.pageOf(tenant, run.id),
        isDiscreet: run.confidential !== undefined,
      }),
      ...(incident !== undefined && { incident }),
      ...(turn && { turn }),
    });
  }

  async function makeTicket(told: RunTold, to: TicketRoute, notice: Notice): Promise<void> {
    const { order, run } = told;
    const { tenant, incident } = order;
    const { tracker: id, place } = to;
    const key = keyOf(told);
    const { at, by } = run.asked;
    const marker = ticketMarker(`${key}:${at}:${by.id}`);
    const text = runTicketText(toldTo(run), notice, deps.pageOf(tenant, run.id));
    const signal = Context.current().cancellationSignal;
    try {
      await deps.effects<TicketRef>({
        plan: {
          key,
          tenant,
          instance: `tracker:${id}`,
          target: routeText(to),
          ...(incident !== undefined && { incident }),
        },
        urgency: 'quiet',
        lanes: () => [],
        once: true,
        async act() {
          const made = await deps.tracker(tenant, id).create({ ...text, place, marker }, { signal });
          return { channel: place, id: made.key, url: made.url };
        },
        async find(since) {
          const found = await deps.tracker(tenant, id).find({ place, marker, since }, { signal });
          return found && { channel: found.place, id: found.key, url: found.url };
        },
      });
    } catch (error) {
      throw sooner(error instanceof ApplicationFailure ? error : asFailure(error).failure);
    }
  }

  return {
    runRoutes({ order, run }) {
      const { action, route: find } = deps.known(order.tenant);
      const routes = notifyRoutes(action(order.action)?.notify ?? {}, run).flatMap((one): RunRoute[] => {
        const to = find(one.route);
        if (!to) return [];
        return [{ ...one, ...(to.kind === 'channel' && { instance: to.instance }) }];
      });
      return Promise.resolve(routes);
    },

    async tellRun(told) {
      const { order, part, route } = told;
      const { action, route: find } = deps.known(order.tenant);
      const to = find(route);
      const notification = notificationOf(action(order.action)?.notify ?? {}, part);
      if (!to || !notification?.channels.includes(route))
        throw ApplicationFailure.nonRetryable(
          `The configuration tells nobody of ${order.action} by routes.${route} any more.`,
          GONE,
        );
      const notice = noticed(told, notification);
      if (to.kind === 'ticket') await makeTicket(told, to.ticket, notice);
      else await post(told, to, notice);
    },
  };
}

/** @returns a run as everybody may know it who is told by a route. */
const toldTo = (run: Run): Run => (run.confidential ? discreet(run) : run);

const keyOf = ({ order: { tenant, id }, part, route }: RunTold): string =>
  `${tenant}:${id}:told:${part}:${route}`;
