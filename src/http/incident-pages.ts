import { randomUUID } from 'node:crypto';
import type { TenantConfig } from '../config/config.ts';
import { readStretch } from '../command/changes.ts';
import { incidentAddress } from '../dashboard/address.ts';
import { LOOK_BACKS } from '../dashboard/changes-before.tsx';
import type { Refused } from '../dashboard/command-forms.tsx';
import { shownSends } from '../chat/sends.ts';
import { incidentListPage } from '../dashboard/incident-list.tsx';
import { incidentPage, type IncidentPageProps } from '../dashboard/incident-page.tsx';
import { PARAMETER_FIELD } from '../dashboard/runbooks.tsx';
import type { Said } from '../dashboard/layout.tsx';
import { whyPage } from '../dashboard/why-page.tsx';
import { COMMAND_NAMES, type CommandName } from '../incident/command.ts';
import { DEFAULT_TENANT, parseIncidentId, type IncidentId } from '../incident/id.ts';
import { SEVERITIES } from '../incident/severity.ts';
import type { IncidentView } from '../incident/view.ts';
import type { IncidentFilter } from '../mongo/incident-store.ts';
import type { Stores } from '../mongo/index.ts';
import { commandOf } from './api/incident-routes.ts';
import { valid } from './api/request.ts';
import { commandBodies } from './api/schema.ts';
import type { ChangesOf } from './changes.ts';
import type { Denied } from './denied.ts';
import type { TakeOf } from './limits.ts';
import type { Tell } from './live.ts';
import type { Operations } from './operations.ts';
import { HttpRefusal, REFUSALS } from './refusal-table.ts';
import type { Runbooks } from './runbooks.ts';
import { revisionWithSends } from './send-watch.ts';
import type { Ticketing } from './ticketing.ts';
import { formDelivery, type Submitted, type Visit, type Visits } from './visits.ts';

export interface IncidentPageDependencies {
  readonly operations: Operations;
  readonly stores: Pick<Stores, 'incidents' | 'ledger'>;
  readonly changes: ChangesOf;
  readonly ticketing: Omit<Ticketing, 'of'>;
  readonly runbooks: Runbooks;
  readonly config: (tenant: string) => TenantConfig;
  /** Counts what people change, by person. */
  readonly limit: TakeOf;
  readonly tell: Tell;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const PAGE_SIZE = 50;
const TIMELINE_SHOWN = 500;

/** What is said of a command that was done. */
const DONE: Record<CommandName, string> = {
  ack: 'Acknowledged: paging has stopped.',
  mitigate: 'Marked as mitigated.',
  resolve: 'Resolved.',
  close: 'Closed for good.',
  reopen: 'Reopened: paging begins anew.',
  escalate: 'The next step is being paged.',
  assign: 'Assigned.',
  note: 'The note is on the timeline.',
  update: 'The status update is on its way.',
  link: 'The link is on the incident.',
  hold: 'On hold: the SLA clocks stand still.',
  resume: 'Off hold: the SLA clocks run on.',
  join: 'You are a responder now.',
  leave: 'You are no responder any more.',
  severity: 'The severity is changed.',
  title: 'The title is changed.',
};
const DECLARED: Said = { text: 'Declared. Below is who is paged, and what comes next.' };
const TICKETED: Said = { text: 'The ticket is there, or on its way: it stands here in a moment.' };
const UNTICKETED: Said = { text: 'The ticket stays as it is, and follows the incident no more.' };
const CALLED_OFF: Said = {
  text: 'The ticket that was on its way is called off. What is made already is unlinked.',
};
const ORDERED: Said = { text: 'Ordered. What becomes of it stands on the timeline.' };
const LATER = 'Accepted. No worker answers just now; Temporal keeps it until one does.';

const noSuch = (given: string): Denied => ({
  denied: 'not_found',
  message: `There is no incident ${given.slice(0, 40)}.`,
});

/** @returns what the list is to be narrowed to; what is empty or unknown narrows nothing. */
function searchOf(query: Readonly<Record<string, unknown>>) {
  const given = (name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value.trim().slice(0, 120) : '';
  };
  const [text, team, service] = ['text', 'team', 'service'].map(given);
  const severity = SEVERITIES.find((one) => one === query.severity);
  return {
    ...(text && { text }),
    ...(severity && { severity }),
    ...(team && { team }),
    ...(service && { service }),
  };
}

/** The list of incidents, one incident, and the forms by which it is commanded. */
export function addIncidentPages(visits: Visits, deps: IncidentPageDependencies): void {
  const { operations, stores, tell } = deps;

  /** @returns the incident of the address, if the reader may see it; otherwise they have been told. */
  async function incidentIn(visit: Visit): Promise<{ id: IncidentId; view: IncidentView } | undefined> {
    const { reader, request } = visit;
    const given = String(request.params.id);
    const id = parseIncidentId(given);
    const { tenant = DEFAULT_TENANT } = request.query;
    if (tenant !== reader.tenant) {
      const message =
        'This address is of another organisation than the one that you read as. Sign in as a member of it.';
      visits.refuse(visit, { denied: 'not_found', message });
      return undefined;
    }
    const view = id ? await operations.status(reader, id) : noSuch(given);
    if (id && !('denied' in view)) return { id, view };
    visits.refuse(visit, 'denied' in view ? view : noSuch(given));
    return undefined;
  }

  /** What was sent is told to who may read the incident; a page without it is better than none. */
  async function sendsOf(tenant: string, id: IncidentId): Promise<IncidentPageProps['sends']> {
    try {
      const keys = await stores.ledger.keysOf(tenant, id);
      const shown = shownSends(keys);
      return { entries: await stores.ledger.sends(shown), leftOut: keys.length - shown.length };
    } catch {
      return undefined;
    }
  }

  /** The incident matters more than what came before it: without the latter its page is shown all the same. */
  async function changesOf(
    reader: Visit['reader'],
    id: IncidentId,
    asked: unknown,
  ): Promise<IncidentPageProps['changes']> {
    const chosen = LOOK_BACKS.find((one) => one === asked) ?? '24h';
    try {
      const found = await deps.changes(reader, id, readStretch(chosen));
      return 'denied' in found ? undefined : { found, chosen };
    } catch {
      return undefined;
    }
  }

  async function runbooksOf(reader: Visit['reader'], id: IncidentId): Promise<IncidentPageProps['runbooks']> {
    if (reader.signedIn === undefined || !operations.may(reader, 'run')) return [];
    const found = await deps.runbooks.of(reader, id);
    if ('denied' in found) return [];
    return found.offered.map(({ runbook: { name, title }, action, needs, nth }) => ({
      name,
      title,
      action: action.ref,
      waits: action.approval !== undefined,
      needs,
      nth,
    }));
  }

  async function show(
    { reader, frame, request, response }: Visit,
    { id, view }: { id: IncidentId; view: IncidentView },
    more: { said?: Said | undefined; refused?: Refused; status?: number } = {},
  ): Promise<void> {
    const { tenant } = reader;
    const [events, sends, changes, runbooks] = await Promise.all([
      operations.timeline(reader, id, TIMELINE_SHOWN),
      sendsOf(tenant, id),
      changesOf(reader, id, request.query.changes),
      runbooksOf(reader, id),
    ]);
    const { workflow } = operations.links(tenant, id);
    const { people } = deps.config(tenant);
    response.status(more.status ?? 200).send(
      incidentPage({
        view,
        frame,
        sends,
        changes,
        runbooks,
        events: 'denied' in events ? [] : events,
        permitted: new Set(
          reader.signedIn ? COMMAND_NAMES.filter((name) => operations.may(reader, name)) : [],
        ),
        responds: view.incident.responders.some(({ person }) => person.id === reader.person.id),
        people: [...people.values()].map((person) => ({ id: person.id, name: person.name })),
        delivery: randomUUID(),
        said: more.said,
        refused: more.refused,
        mayTicket:
          reader.signedIn !== undefined &&
          operations.may(reader, 'ticket') &&
          deps.ticketing.possible(tenant),
        now: deps.now(),
        ...(workflow !== undefined && { workflow }),
      }),
    );
  }

  visits.get('/incidents', async (visit) => {
    const { reader, frame, request, response } = visit;
    const scope = request.query.scope === 'all' ? 'all' : 'active';
    const before = Number(request.query.before) || undefined;
    const search = searchOf(request.query);
    const filter: Omit<IncidentFilter, 'visibleTo'> = {
      ...search,
      ...(scope === 'active' && { active: true }),
      ...(before !== undefined && { before }),
    };
    const found = await operations.list(reader, filter, PAGE_SIZE);
    if ('denied' in found) {
      visits.refuse(visit, found);
      return;
    }
    const last = found.incidents.length === PAGE_SIZE ? found.incidents.at(-1) : undefined;
    const { declared: named } = request.query;
    const declared = typeof named === 'string' ? parseIncidentId(named) : undefined;
    const said = declared && {
      text: `${declared} is declared, and will stand here as soon as a worker has recorded it.`,
    };
    const query = last && { scope, ...search, before: last.incident.id.slice('INC-'.length) };
    const { teams, services } = deps.config(reader.tenant);
    response.send(
      incidentListPage({
        ...found,
        scope,
        frame,
        search,
        teams,
        services,
        said,
        mayDeclare: reader.signedIn !== undefined && operations.may(reader, 'declare'),
        now: deps.now(),
        ...(query && { next: `/incidents?${new URLSearchParams(query).toString()}` }),
      }),
    );
  });

  visits.get('/incidents/:id', async (visit) => {
    const found = await incidentIn(visit);
    if (!found) return;
    const { did, later } = visit.request.query;
    const name = COMMAND_NAMES.find((one) => one === did);
    const said =
      did === 'declare'
        ? DECLARED
        : did === 'ticket'
          ? TICKETED
          : did === 'unticket'
            ? UNTICKETED
            : did === 'offticket'
              ? CALLED_OFF
              : did === 'runbook'
                ? ORDERED
                : name && { text: later === undefined ? DONE[name] : LATER };
    await show(visit, found, { said });
  });

  visits.get('/incidents/:id/why', async (visit) => {
    const found = await incidentIn(visit);
    if (!found) return;
    const why = await operations.why(visit.reader, found.id);
    if ('denied' in why) visits.refuse(visit, why);
    else visit.response.send(whyPage({ ...why, frame: visit.frame }));
  });

  async function carryOut(submitted: Submitted, name: CommandName): Promise<void> {
    const { reader, fields, response } = submitted;
    const found = await incidentIn(submitted);
    if (!found) return;
    const { delivery: _, ...rest } = fields;
    // What is left empty is not said at all.
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim() !== ''));
    const wait = await deps.limit(reader.tenant, reader.person.id);
    const done =
      wait > 0
        ? await operations.hasty(reader, name, wait)
        : await commanded(submitted, found.id, name, given);
    if ('denied' in done) {
      const { status } = REFUSALS[done.denied];
      if (done.denied === 'too_many') response.set('Retry-After', String(wait));
      const said = { text: done.message, isProblem: true };
      await show(submitted, found, { said, refused: { name, fields: given }, status });
      return;
    }
    const address = new URL(incidentAddress(found.view.incident), 'http://here');
    address.searchParams.set('did', name);
    if ('accepted' in done) address.searchParams.set('later', '');
    response.redirect(303, `${address.pathname}${address.search}`);
  }

  async function commanded(
    submitted: Submitted,
    id: IncidentId,
    name: CommandName,
    given: Readonly<Record<string, string>>,
  ) {
    const { reader } = submitted;
    try {
      const command = commandOf(name, valid(commandBodies[name], given, 'form'), deps.config(reader.tenant));
      return await operations.command({ ...reader, deliveryId: formDelivery(submitted) }, id, command);
    } catch (error) {
      if (!(error instanceof HttpRefusal) || error.code !== 'invalid') throw error;
      return { denied: 'invalid', message: error.message } satisfies Denied;
    }
  }

  for (const name of COMMAND_NAMES) {
    visits.post(`/incidents/:id/${name}`, (submitted) => carryOut(submitted, name));
    visits.only(`/incidents/:id/${name}`, 'POST');
  }

  visits.post('/incidents/:id/tickets', async (submitted) => {
    const { reader, fields, response } = submitted;
    const found = await incidentIn(submitted);
    if (!found) return;
    const wait = await deps.limit(reader.tenant, reader.person.id);
    const url = (fields.url ?? '').trim();
    const unlinked = fields.unlink;
    const done =
      wait > 0
        ? await operations.hasty(reader, 'ticket', wait)
        : unlinked !== undefined
          ? await deps.ticketing.unlink(reader, found.id, unlinked)
          : url === ''
            ? await deps.ticketing.make(reader, found.id)
            : await deps.ticketing.link(reader, found.id, url);
    if ('denied' in done) {
      if (done.denied === 'too_many') response.set('Retry-After', String(wait));
      const said = { text: done.message, isProblem: true };
      await show(submitted, found, { said, status: REFUSALS[done.denied].status });
      return;
    }
    const address = new URL(incidentAddress(found.view.incident), 'http://here');
    const isOff = 'calledOff' in done || 'callingOff' in done;
    address.searchParams.set('did', isOff ? 'offticket' : 'unlinked' in done ? 'unticket' : 'ticket');
    response.redirect(303, `${address.pathname}${address.search}`);
  });
  visits.only('/incidents/:id/tickets', 'POST');

  visits.post('/incidents/:id/runbooks', async (submitted) => {
    const { reader, fields, response } = submitted;
    const found = await incidentIn(submitted);
    if (!found) return;
    const wait = await deps.limit(reader.tenant, reader.person.id);
    const done =
      wait > 0 ? await operations.hasty(reader, 'run', wait) : await runRunbook(submitted, found.id, fields);
    if ('denied' in done) {
      if (done.denied === 'too_many') response.set('Retry-After', String(wait));
      const said = { text: done.message.replaceAll('`', ''), isProblem: true };
      await show(submitted, found, { said, status: REFUSALS[done.denied].status });
      return;
    }
    const address = new URL(incidentAddress(found.view.incident), 'http://here');
    address.searchParams.set('did', 'runbook');
    response.redirect(303, `${address.pathname}${address.search}`);
  });
  visits.only('/incidents/:id/runbooks', 'POST');

  /** @returns the order, or why nothing was ordered. */
  async function runRunbook(submitted: Submitted, incident: IncidentId, fields: Submitted['fields']) {
    const entered = Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      name.startsWith(PARAMETER_FIELD) && value.trim() !== ''
        ? [[name.slice(PARAMETER_FIELD.length), value]]
        : [],
    );
    const { name = '', nth = '' } = fields;
    const begun = await deps.runbooks.start(
      { ...submitted.reader, deliveryId: formDelivery(submitted) },
      { incident, name, said: new Map(entered), ...(/^\d{1,6}$/.test(nth) && { nth: Number(nth) }) },
    );
    if (!('incomplete' in begun)) return begun;
    const { problems, missing } = begun.incomplete;
    const wrong = problems.map(({ parameter, message }) => `${parameter} ${message}`);
    const message = [...wrong, ...missing.map((one) => `${one} is needed`)].join('; ');
    return { denied: 'invalid', message: `It was not run: ${message}.` } satisfies Denied;
  }

  visits.get('/live', async (visit) => {
    const denied = await operations.permitted(visit.reader, 'list');
    if (denied) visits.refuse(visit, denied);
    else await tell(visit.response, operations.watching(visit.reader));
  });

  visits.get('/live/:id', async (visit) => {
    const { reader, request, response } = visit;
    const given = String(request.params.id);
    const id = parseIncidentId(given);
    const view = id ? await operations.status(reader, id) : noSuch(given);
    if (!id || 'denied' in view) {
      visits.refuse(visit, 'denied' in view ? view : noSuch(given));
      return;
    }
    const { tenant } = reader;
    const version = revisionWithSends(
      () => stores.incidents.revision(tenant, id),
      () => stores.ledger.revision(tenant, id),
      deps.now,
    );
    await tell(response, { name: `${tenant}/${id}`, version });
  });

  for (const path of ['/incidents', '/incidents/:id', '/incidents/:id/why', '/live', '/live/:id'])
    visits.only(path, 'GET');
}
