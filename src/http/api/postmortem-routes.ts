import type { Request, Router } from 'express';
import type { z } from 'zod';
import type { PostmortemChange } from '../../postmortem/document.ts';
import { htmlFile } from '../../postmortem/html.ts';
import { writtenSections } from '../../postmortem/template.ts';
import { onlyMethod } from '../method.ts';
import type { Postmortems, ReadPostmortem } from '../postmortems.ts';
import { postmortemBody, postmortemQuery, type postmortemResource } from './postmortem-schema.ts';
import { bodyOf, idOf, unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { callerIn } from './token.ts';

function toResource({
  view,
  document,
  template,
  markdown,
}: ReadPostmortem): z.output<typeof postmortemResource> {
  const { revision, status, by, at, impact, sections } = document;
  return {
    incident: view.incident.id,
    revision,
    status,
    ...(by && { by }),
    ...(at !== undefined && { at: iso(at) }),
    impact: {
      ...(impact?.from !== undefined && { from: iso(impact.from) }),
      ...(impact?.until !== undefined && { until: iso(impact.until) }),
    },
    sections: writtenSections(template).map(({ key, title, guidance }) => {
      const text = sections[key];
      return { key, title, guidance, ...(text !== undefined && { text }) };
    }),
    markdown,
  };
}

const instant = (text: string | null | undefined): number | null | undefined =>
  typeof text === 'string' ? Date.parse(text) : text;

function changeOf({ impact, ...change }: z.output<typeof postmortemBody>): PostmortemChange {
  const [from, until] = [instant(impact?.from), instant(impact?.until)];
  return {
    ...change,
    ...(impact && {
      impact: { ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    }),
  } as PostmortemChange;
}

/** Post-mortems: read as data, Markdown or HTML, and written section by section. */
export function addPostmortemRoutes(router: Router, postmortems: Postmortems): void {
  const read = async (request: Request, caller: ReturnType<typeof callerIn>): Promise<ReadPostmortem> =>
    unlessDenied(
      await postmortems.read(caller, idOf(request), valid(postmortemQuery, request.query, 'query')),
    );

  router
    .route('/api/v1/incidents/:id/postmortem')
    .get(async (request, response) => {
      response.json(toResource(await read(request, callerIn(response))));
    })
    .put(async (request, response) => {
      const id = idOf(request);
      const change = changeOf(valid(postmortemBody, bodyOf(request), 'body'));
      const { revision, status } = unlessDenied(await postmortems.write(callerIn(response), id, change));
      response.json({ incident: id, revision, status });
    })
    .all(onlyMethod('GET, PUT'));

  router
    .route('/api/v1/incidents/:id/postmortem.md')
    .get(async (request, response) => {
      const { view, markdown } = await read(request, callerIn(response));
      response.attachment(`postmortem-${view.incident.id}.md`).type('text/markdown').send(markdown);
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/incidents/:id/postmortem.html')
    .get(async (request, response) => {
      const { view, markdown } = await read(request, callerIn(response));
      const { id, title } = view.incident;
      response
        .attachment(`postmortem-${id}.html`)
        .type('text/html')
        .send(htmlFile(`Post-mortem of ${id}: ${title}`, markdown));
    })
    .all(onlyMethod('GET'));
}
