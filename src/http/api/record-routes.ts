import type { Router } from 'express';
import type { TenantConfig } from '../../config/config.ts';
import type { AuditStore } from '../../mongo/audit-store.ts';
import type { LinkStore } from '../../mongo/link-store.ts';
import type { PeopleStore } from '../../mongo/people-store.ts';
import type { Accounts } from '../accounts.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { peopleOf } from './people.ts';
import { unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { auditQuery } from './schema.ts';
import { callerIn } from './token.ts';

export interface RecordRoutes {
  readonly operations: Operations;
  readonly audit: AuditStore;
  readonly people: PeopleStore;
  readonly links: Pick<LinkStore, 'list'>;
  readonly endLink: Accounts['end'];
  readonly config: (tenant: string) => TenantConfig;
}

/** Who there is, and who tried what. */
export function addRecordRoutes(
  router: Router,
  { operations, audit, people, links, endLink, config }: RecordRoutes,
): void {
  router
    .route('/api/v1/people')
    .get(async (_request, response) => {
      const who = callerIn(response);
      const denied = await operations.permitted(who, 'people');
      if (denied) unlessDenied(denied);
      const [seen, linked] = await Promise.all([people.list(who.tenant), links.list(who.tenant)]);
      response.json({ people: peopleOf(config(who.tenant), seen, linked) });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/people/links/:instance/:user')
    .delete(async (request, response) => {
      const who = callerIn(response);
      const denied = await operations.permitted(who, 'links');
      if (denied) unlessDenied(denied);
      const { instance, user } = request.params;
      const ended = unlessDenied(await endLink(who, { instance, user }));
      response.json({ ...ended, linkedAt: iso(ended.linkedAt) });
    })
    .all(onlyMethod('DELETE'));

  router
    .route('/api/v1/audit')
    .get(async (request, response) => {
      const who = callerIn(response);
      const denied = await operations.permitted(who, 'audit');
      if (denied) unlessDenied(denied);
      const { limit, before } = valid(auditQuery, request.query, 'query');
      const entries = await audit.list(
        who.tenant,
        limit,
        before === undefined ? undefined : Date.parse(before),
      );
      response.json({
        entries: entries.map(({ tenant: _, deliveryId: _d, ...entry }) => ({ ...entry, at: iso(entry.at) })),
      });
    })
    .all(onlyMethod('GET'));
}
