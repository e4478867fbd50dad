import type { Request, Router } from 'express';
import type { z } from 'zod';
import { actionId, stateOf, type ActionItem, type TrackedIssue } from '../../action-item/item.ts';
import type { ActionRef } from '../../action-item/wish.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { Person } from '../../incident/person.ts';
import { formerKeys } from '../../incident/ticket-moves.ts';
import { isOf, type Actions } from '../actions.ts';
import type { Pushing } from '../pushing.ts';
import { routeText } from '../../tracker/route.ts';
import { onlyMethod } from '../method.ts';
import { HttpRefusal } from '../refusal-table.ts';
import {
  actionBody,
  actionChangeBody,
  actionsQuery,
  pushBody,
  type actionResource,
} from './action-schema.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, idOf, unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { callerIn } from './token.ts';

export interface ActionRoutes {
  readonly actions: Actions;
  readonly pushing: Pick<Pushing, 'push'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'people'>;
  readonly once: Once;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

function issueResource(issue: TrackedIssue): NonNullable<z.output<typeof actionResource>['issue']> {
  const { tracker, key, url, trouble } = issue;
  const formerly = formerKeys(issue);
  return {
    tracker,
    key,
    url,
    ...(formerly.length > 0 && { formerly: [...formerly] }),
    ...(trouble !== undefined && { trouble }),
  };
}

/** Action items: listed, added and changed. */
export function addActionRoutes(router: Router, { actions, pushing, config, once, now }: ActionRoutes): void {
  const resource = (item: ActionItem): z.output<typeof actionResource> => {
    const { incident, number, text, owner, given, due, created, done, push, comments } = item;
    return {
      id: actionId(item),
      incident,
      number,
      text,
      ...(owner && { owner }),
      ...(given && { given: { by: given.by, at: iso(given.at) } }),
      ...(due !== undefined && { due: iso(due) }),
      state: stateOf(item, now()),
      created: { by: created.by, at: iso(created.at) },
      ...(done && { done: { by: done.by, at: iso(done.at) } }),
      ...(push && {
        push: {
          to: routeText(push),
          asked: { by: push.asked.by, at: iso(push.asked.at) },
          ...(push.trouble && { trouble: { ...push.trouble, at: iso(push.trouble.at) } }),
        },
      }),
      ...(item.issue && { issue: issueResource(item.issue) }),
      ...(comments && {
        comments: comments.map(({ by, text: said, at }) => ({ by, text: said, at: iso(at) })),
      }),
    };
  };

  /** @throws HttpRefusal `invalid` when the configuration has no such person. */
  function personOf(tenant: string, id: string): Person {
    const known = config(tenant).people.get(id);
    if (known) return { id: known.id, name: known.name };
    const message = `there is no person ${JSON.stringify(id)}; see /api/v1/people.`;
    throw new HttpRefusal('invalid', `owner: ${message}`, { problems: [{ path: 'owner', message }] });
  }

  router
    .route('/api/v1/actions')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { mine } = valid(actionsQuery, request.query, 'query');
      const open = unlessDenied(await actions.open(who));
      response.json({ actions: open.filter((item) => !mine || isOf(item, who)).map(resource) });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/incidents/:id/actions')
    .get(async (request, response) => {
      const found = unlessDenied(await actions.of(callerIn(response), idOf(request)));
      response.json({ actions: found.map(resource) });
    })
    .post(async (request, response) => {
      const who = callerIn(response);
      const id = idOf(request);
      const { text, owner, due } = valid(actionBody, bodyOf(request), 'body');
      const item = {
        text,
        ...(owner !== undefined && { owner: personOf(who.tenant, owner) }),
        ...(due !== undefined && { due: Date.parse(due) }),
      };
      await once(request, response, { action: 'add action', incident: id }, async () => {
        const added = unlessDenied(await actions.add(who, id, item));
        return {
          status: 201,
          body: resource(added),
          location: `/api/v1/incidents/${id}/actions/${added.number}`,
        };
      });
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/incidents/:id/actions/:number')
    .patch(async (request, response) => {
      const who = callerIn(response);
      const { text, owner, due, done } = valid(actionChangeBody, bodyOf(request), 'body');
      const change = {
        ...(text !== undefined && { text }),
        ...(owner !== undefined && { owner: owner === null ? null : personOf(who.tenant, owner) }),
        ...(due !== undefined && { due: due === null ? null : Date.parse(due) }),
        ...(done !== undefined && { done }),
      };
      response.json(resource(unlessDenied(await actions.change(who, refOf(request), change))));
    })
    .all(onlyMethod('PATCH'));

  router
    .route('/api/v1/incidents/:id/actions/:number/push')
    .post(async (request, response) => {
      const { to } = valid(pushBody, bodyOf(request), 'body');
      const pushed = unlessDenied(await pushing.push(callerIn(response), refOf(request), to));
      response.status(pushed.issue ? 200 : 202).json(resource(pushed));
    })
    .all(onlyMethod('POST'));
}

function refOf(request: Request): ActionRef {
  const number = Number(request.params.number);
  if (Number.isInteger(number) && number > 0) return { incident: idOf(request), number };
  throw new HttpRefusal(
    'not_found',
    `${JSON.stringify(String(request.params.number).slice(0, 40))} is no number of an action item.`,
  );
}
