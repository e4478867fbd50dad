import { randomUUID } from 'node:crypto';
import { incidentAddress, postmortemAddress } from '../dashboard/address.ts';
import { postmortemPage } from '../dashboard/postmortem-page.tsx';
import { DEFAULT_TENANT, parseIncidentId, type IncidentId } from '../incident/id.ts';
import type { PostmortemChange } from '../postmortem/document.ts';
import { POSTMORTEM_STATUSES } from '../postmortem/document.ts';
import { htmlFile } from '../postmortem/html.ts';
import { isZone } from '../oncall/zone.ts';
import { dueDate } from '../action-item/wording.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Actions } from './actions.ts';
import type { Denied } from './denied.ts';
import type { TakeOf } from './limits.ts';
import type { Operations } from './operations.ts';
import type { Pushing } from './pushing.ts';
import type { Postmortems, ReadPostmortem } from './postmortems.ts';
import { REFUSALS } from './refusal-table.ts';
import { formDelivery, type Submitted, type Visit, type Visits } from './visits.ts';

export interface PostmortemPageDependencies {
  readonly operations: Pick<Operations, 'may' | 'hasty'>;
  readonly postmortems: Postmortems;
  readonly actions: Actions;
  readonly pushing: Pick<Pushing, 'push' | 'possible'>;
  readonly config: (tenant: string) => TenantConfig;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Counts what people change, by person. */
  readonly limit: TakeOf;
}

/** The post-mortem of an incident: its page, its files, and the forms by which it is written. */
export function addPostmortemPages(visits: Visits, deps: PostmortemPageDependencies): void {
  const { operations, postmortems } = deps;

  function incidentIn({ reader, request }: Visit): IncidentId | Denied {
    const given = String(request.params.id);
    const { tenant = DEFAULT_TENANT } = request.query;
    const id = tenant === reader.tenant ? parseIncidentId(given) : undefined;
    return id ?? { denied: 'not_found', message: `There is no incident ${given.slice(0, 40)}.` };
  }

  /** @returns what the reader may see of it; otherwise they have been told. */
  async function found(visit: Visit): Promise<ReadPostmortem | undefined> {
    const id = incidentIn(visit);
    const { zone } = visit.request.query;
    const read =
      typeof id === 'string'
        ? await postmortems.read(visit.reader, id, {
            zone: typeof zone === 'string' && isZone(zone) ? zone : undefined,
          })
        : id;
    if (!('denied' in read)) return read;
    visits.refuse(visit, read);
    return undefined;
  }

  const shown = (visit: Visit, read: ReadPostmortem) => ({
    ...read,
    frame: visit.frame,
    delivery: randomUUID(),
    people: [...deps.config(visit.reader.tenant).people.values()].map(({ id, name }) => ({ id, name })),
    mayPush: deps.pushing.possible(visit.reader.tenant),
    mayAct: visit.reader.signedIn !== undefined && operations.may(visit.reader, 'action'),
    mayWrite: visit.reader.signedIn !== undefined && operations.may(visit.reader, 'postmortem'),
  });

  visits.get('/incidents/:id/postmortem', async (visit) => {
    const read = await found(visit);
    if (!read) return;
    const said = visit.request.query.saved === undefined ? undefined : { text: 'Saved.' };
    visit.response.send(postmortemPage({ ...shown(visit, read), said }));
  });

  visits.get('/incidents/:id/postmortem.md', async (visit) => {
    const read = await found(visit);
    if (!read) return;
    visit.response
      .attachment(`postmortem-${read.view.incident.id}.md`)
      .type('text/markdown')
      .send(read.markdown);
  });

  visits.get('/incidents/:id/postmortem.html', async (visit) => {
    const read = await found(visit);
    if (!read) return;
    const { id, title } = read.view.incident;
    visit.response
      .attachment(`postmortem-${id}.html`)
      .type('text/html')
      .send(htmlFile(`Post-mortem of ${id}: ${title}`, read.markdown));
  });

  visits.post('/incidents/:id/postmortem', async (submitted) => {
    const read = await found(submitted);
    if (!read) return;
    const { reader, fields, response } = submitted;
    const { incident } = read.view;
    const wait = await deps.limit(reader.tenant, reader.person.id);
    const change = changeOf(fields);
    const written =
      wait > 0
        ? await operations.hasty(reader, 'postmortem', wait)
        : await postmortems.write(reader, incident.id, change);
    if (!('denied' in written)) {
      const address = new URL(postmortemAddress(incidentAddress(incident)), 'http://here');
      address.searchParams.set('saved', '');
      response.redirect(303, `${address.pathname}${address.search}`);
      return;
    }
    const said = { text: written.message, isProblem: true };
    response
      .status(REFUSALS[written.denied].status)
      .send(postmortemPage({ ...shown(submitted, read), said, refused: change.sections }));
  });

  /** An item is added, finished, reopened or pushed. */
  async function act(submitted: Submitted, id: IncidentId) {
    const { reader, fields } = submitted;
    const { text = '', owner: chosen, due: day = '', number, done, push } = fields;
    if (number !== undefined && push !== undefined)
      return deps.pushing.push(reader, { incident: id, number: Number(number) });
    if (number !== undefined)
      return deps.actions.change(reader, { incident: id, number: Number(number) }, { done: done === 'true' });
    const { people, defaults } = deps.config(reader.tenant);
    const known = chosen === undefined ? undefined : people.get(chosen);
    const due = day === '' ? undefined : dueDate(day, deps.now(), known?.timeZone ?? defaults.timeZone);
    return deps.actions.add({ ...reader, deliveryId: formDelivery(submitted) }, id, {
      text: text.trim(),
      ...(known && { owner: { id: known.id, name: known.name } }),
      ...(due !== undefined && { due }),
    });
  }

  visits.post('/incidents/:id/actions', async (submitted) => {
    const read = await found(submitted);
    if (!read) return;
    const { reader, response } = submitted;
    const { incident } = read.view;
    const wait = await deps.limit(reader.tenant, reader.person.id);
    const done =
      wait > 0 ? await operations.hasty(reader, 'action', wait) : await act(submitted, incident.id);
    if (!('denied' in done)) {
      const address = new URL(postmortemAddress(incidentAddress(incident)), 'http://here');
      address.searchParams.set('saved', '');
      response.redirect(303, `${address.pathname}${address.search}`);
      return;
    }
    const said = { text: done.message, isProblem: true };
    response.status(REFUSALS[done.denied].status).send(postmortemPage({ ...shown(submitted, read), said }));
  });

  visits.only('/incidents/:id/actions', 'POST');
  visits.only('/incidents/:id/postmortem', 'GET, POST');
  for (const ending of ['md', 'html']) visits.only(`/incidents/:id/postmortem.${ending}`, 'GET');
}

/** A field for an instant gives it without its zone, which the form says is UTC; an empty one forgets it. */
function instant(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(`${text.trim()}Z`);
  return Number.isNaN(at) ? null : at;
}

function changeOf(fields: Readonly<Record<string, string>>): PostmortemChange {
  const { revision = '', section, text = '', status } = fields;
  const [from, until] = [instant(fields.from), instant(fields.until)];
  const next = POSTMORTEM_STATUSES.find((one) => one === status);
  return {
    revision: Number(revision) || 0,
    ...(section !== undefined && { sections: { [section]: text.replace(/\r\n/g, '\n') } }),
    ...(next && { status: next }),
    ...((from !== undefined || until !== undefined) && {
      impact: { ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    }),
  };
}
