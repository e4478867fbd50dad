import type { Router } from 'express';
import { parseIncidentId } from '../../incident/id.ts';
import type { Line } from '../line.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { toResource } from './resource.ts';
import { lineBody } from './schema.ts';
import { callerIn } from './token.ts';

export interface LineRoutes {
  readonly line: Line;
  readonly operations: Operations;
  readonly once: Once;
}

/** What people type in chat after `/im`, for programs. */
export function addLineRoutes(router: Router, { line, operations, once }: LineRoutes): void {
  router
    .route('/api/v1/im')
    .post(async (request, response) => {
      const who = callerIn(response);
      const { text, incident: named } = valid(lineBody, bodyOf(request), 'body');
      const here = named === undefined ? undefined : parseIncidentId(named);
      if (named !== undefined && !here) {
        const message = `${JSON.stringify(named.slice(0, 40))} is not an incident id such as INC-42.`;
        throw new HttpRefusal('invalid', message, { problems: [{ path: 'incident', message }] });
      }
      await once(request, response, { action: 'im' }, async () => {
        const { id, view, ...answer } = unlessDenied(await line(who, text, here));
        const incident = view && toResource(view, operations.links(who.tenant, view.incident.id));
        return { status: 200, body: { ...answer, ...(id && { id }), ...(incident && { incident }) } };
      });
    })
    .all(onlyMethod('POST'));
}
