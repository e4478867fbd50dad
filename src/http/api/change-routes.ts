import type { Router } from 'express';
import type { z } from 'zod';
import { mappingText } from '../../chat/changes.ts';
import { plain } from '../../chat/text.ts';
import { readStretch } from '../../command/changes.ts';
import type { ChangesBefore } from '../../git/before.ts';
import type { Code } from '../../git/code.ts';
import { liveText } from '../../git/live-text.ts';
import { newsText } from '../../git/news-text.ts';
import { placeText } from '../../git/place.ts';
import type { ChangesOf } from '../changes.ts';
import type { FindCode } from '../find.ts';
import { onlyMethod } from '../method.ts';
import { HttpRefusal } from '../refusal-table.ts';
import { changesQuery, findQuery, type changesResource, type foundResource } from './change-schema.ts';
import { idOf, unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { callerIn } from './token.ts';

export interface ChangeRoutes {
  readonly changes: ChangesOf;
  readonly find: FindCode;
}

/** What went live before an incident, and the search of commits, branches and pull requests. */
export function addChangeRoutes(router: Router, { changes, find }: ChangeRoutes): void {
  router
    .route('/api/v1/incidents/:id/changes')
    .get(async (request, response) => {
      const { since } = valid(changesQuery, request.query, 'query');
      const sinceMs = readStretch(since);
      if (sinceMs === undefined) {
        const message = 'write 12h, 3d or 2w, at most 90d.';
        throw new HttpRefusal('invalid', `since: ${message}`, { problems: [{ path: 'since', message }] });
      }
      response.json(toChanges(unlessDenied(await changes(callerIn(response), idOf(request), sinceMs))));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/changes')
    .get(async (request, response) => {
      const { by, text, limit, before } = valid(findQuery, request.query, 'query');
      const { found, ...rest } = unlessDenied(await find(callerIn(response), by, text, limit, before));
      const answer: z.output<typeof foundResource> = { found: found.map(codeResource), ...rest };
      response.json(answer);
    })
    .all(onlyMethod('GET'));
}

function toChanges(found: ChangesBefore): z.output<typeof changesResource> {
  const note = mappingText(found);
  return {
    incident: found.incident,
    from: iso(found.from),
    until: iso(found.until),
    ...(found.service && { service: found.service }),
    repositories: found.places.map(({ place, seenAt }) => ({
      repository: placeText(place),
      ...(seenAt !== undefined && { seenAt: iso(seenAt) }),
    })),
    changes: found.changes.map((one) => {
      const { key: _, onDefault: __, head: ___, newest: ____, at, folders, titled, ...rest } = one;
      return {
        ...rest,
        at: iso(at),
        ...(folders && { folders: [...folders] }),
        ...(titled && { titleCommit: titled.commit }),
        text: plain(liveText(one)),
      };
    }),
    total: found.total,
    mentions: found.mentions.map((news) => {
      const { key: _, at, ...rest } = news;
      return { ...rest, at: iso(at), text: plain(newsText(news)) };
    }),
    ...(note && { note: plain(note) }),
  };
}

function codeResource(one: Code): z.output<typeof foundResource>['found'][number] {
  const { key: _, terms: __, at, ...rest } = one;
  return {
    ...rest,
    at: iso(at),
    ...('branches' in rest && { branches: [...rest.branches], files: [...rest.files] }),
  } as z.output<typeof foundResource>['found'][number];
}
