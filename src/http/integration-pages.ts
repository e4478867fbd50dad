import { deliveryPage } from '../dashboard/delivery-page.tsx';
import { deliveryAddress, integrationPage } from '../dashboard/integration-page.tsx';
import { integrationAddress } from '../dashboard/address.ts';
import { integrationsAwayPage, integrationsPage } from '../dashboard/integrations-page.tsx';
import type { Said } from '../dashboard/layout.tsx';
import { noticePage } from '../dashboard/notice-page.tsx';
import { DELIVERY_STATES, type DeliveryState } from '../inbox/kept.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { REDELIVERABLE_STATES, type Integrations, type IntegrationStatus } from './integrations.ts';
import type { Tell } from './live.ts';
import type { Operations } from './operations.ts';
import { isAway, refusalOf } from './errors.ts';
import { HttpRefusal, REFUSALS } from './refusal-table.ts';
import type { Visit, Visits } from './visits.ts';

export interface IntegrationPageDependencies {
  readonly integrations: Integrations;
  readonly operations: Pick<Operations, 'may'>;
  readonly tell: Tell;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const PAGE_SIZE = 50;
/** How often a page is made anew by the passing of time alone, in milliseconds. */
const ANEW_MS = 60_000;

/** The integrations, how each is set up, what was delivered to it and what came of that. */
export function addIntegrationPages(visits: Visits, deps: IntegrationPageDependencies): void {
  const { integrations, operations, now } = deps;

  function refuse({ frame, response }: Visit, { denied, message }: Denied): void {
    const { status, title } = REFUSALS[denied];
    response.status(status).send(noticePage({ frame, title, text: message }));
  }

  async function show(visit: Visit, named: string, wantsAddress: boolean): Promise<void> {
    const { reader, frame, request, response } = visit;
    const state = DELIVERY_STATES.find((one) => one === request.query.state);
    const before = Math.floor(Number(request.query.before)) || undefined;
    const page = await integrations.deliveries(reader, named, {
      limit: PAGE_SIZE,
      ...(state && { state }),
      ...(before !== undefined && before > 0 && { before }),
    });
    if ('denied' in page) {
      refuse(visit, page);
      return;
    }
    const shown = await integrations.guide(reader, named, wantsAddress);
    if ('denied' in shown) {
      refuse(visit, shown);
      return;
    }
    const { integration, lines, next } = page;
    response.send(
      integrationPage({
        frame,
        tenant: reader.tenant,
        integration,
        lines,
        next: next === undefined ? undefined : olderAddress(integration.id, next, state),
        state,
        guide: shown.guide,
        address: shown.address,
        maySeeAddress: reader.signedIn !== undefined && operations.may(reader, 'addresses'),
        mayRedeliver: mayRedeliver(reader),
        said: saidOf(request.query),
        now: now(),
      }),
    );
  }

  const mayRedeliver = (reader: Caller): boolean =>
    reader.signedIn !== undefined && operations.may(reader, 'redeliver');

  /** Leads to a page that says what was done, or says why it was not. */
  function answer(visit: Visit, done: object | Denied, to: string, did: string): void {
    if ('denied' in done) refuse(visit, done);
    else visit.response.redirect(303, `${to}${to.includes('?') ? '&' : '?'}did=${did}`);
  }

  visits.get('/integrations', async (visit) => {
    const all = await integrations.all(visit.reader);
    const removed = await integrations.removed(visit.reader);
    if ('denied' in all) refuse(visit, all);
    else if ('denied' in removed) refuse(visit, removed);
    else
      visit.response.send(
        integrationsPage({
          frame: visit.frame,
          integrations: all,
          removed,
          journal: integrations.journal(),
          now: now(),
        }),
      );
  });
  visits.get('/integrations/:integration', (visit) => show(visit, paramOf(visit, 'integration'), false));
  visits.post('/integrations/:integration/address', (visit) =>
    show(visit, paramOf(visit, 'integration'), true),
  );
  // Where somebody comes who loads that page again.
  visits.get('/integrations/:integration/address', (visit) => {
    visit.response.redirect(integrationAddress(paramOf(visit, 'integration')));
    return Promise.resolve();
  });
  visits.post('/integrations/:integration/test', async (submitted) => {
    const named = paramOf(submitted, 'integration');
    answer(submitted, await integrations.test(submitted.reader, named), integrationAddress(named), 'test');
  });
  visits.post('/integrations/:integration/redeliver', async (submitted) => {
    const named = paramOf(submitted, 'integration');
    const { key, state: wanted } = submitted.fields;
    const state = REDELIVERABLE_STATES.find((one) => one === wanted);
    const wish = state ? { state } : { keys: [key ?? ''] };
    const done = await integrations.redeliver(submitted.reader, named, wish);
    const to = state ? integrationAddress(named) : deliveryAddress(named, key ?? '');
    const many = 'denied' in done || !state ? '' : `&count=${done.count}&remaining=${done.remaining}`;
    answer(submitted, done, to, `redeliver${many}`);
  });
  visits.get('/integrations/:integration/deliveries/:key', async (visit) => {
    const { reader, frame, response } = visit;
    const found = await integrations.delivery(reader, paramOf(visit, 'integration'), paramOf(visit, 'key'));
    if ('denied' in found) refuse(visit, found);
    else {
      const said = saidOf(visit.request.query);
      response.send(deliveryPage({ frame, ...found, mayRedeliver: mayRedeliver(reader), said }));
    }
  });

  visits.get('/live/integrations', async (visit) => {
    const { reader, response } = visit;
    const first = await integrations.all(reader);
    if ('denied' in first) {
      refuse(visit, first);
      return;
    }
    const version = async (): Promise<string> => {
      const journal = integrations.journal();
      try {
        const all = await integrations.all(reader);
        return 'denied' in all ? 'denied' : JSON.stringify([all.map(seenOf), journal, anew()]);
      } catch (error) {
        if (!isAway(error)) throw error;
        return JSON.stringify(['away', journal, anew()]);
      }
    };
    await deps.tell(response, { name: `integrations of ${reader.tenant}`, version });
  });
  visits.get('/live/integrations/:integration', async (visit) => {
    const { reader, response } = visit;
    const named = paramOf(visit, 'integration');
    const first = await integrations.one(reader, named);
    if ('denied' in first) {
      refuse(visit, first);
      return;
    }
    const version = async (): Promise<string> => {
      const one = await integrations.one(reader, named);
      return 'denied' in one ? 'denied' : JSON.stringify([seenOf(one), anew()]);
    };
    await deps.tell(response, { name: `integration ${named} of ${reader.tenant}`, version });
  });
  visits.get('/live/integrations/:integration/deliveries/:key', async (visit) => {
    const { reader, response } = visit;
    const [named, key] = [paramOf(visit, 'integration'), paramOf(visit, 'key')];
    const first = await integrations.delivery(reader, named, key);
    if ('denied' in first) {
      refuse(visit, first);
      return;
    }
    const version = async (): Promise<string> => {
      const found = await integrations.delivery(reader, named, key);
      if ('denied' in found) return 'denied';
      const { state, reason, tries, again, redelivered, outcomes } = found.delivery;
      return JSON.stringify([state, reason, tries, again, redelivered, outcomes]);
    };
    await deps.tell(response, { name: `delivery ${key} of ${named} of ${reader.tenant}`, version });
  });

  visits.failing('/integrations', (error, { method }, visit) => {
    if (method !== 'GET' || !isAway(error)) return undefined;
    const { message, retryAfterSeconds = 0, cause } = refusalOf(error);
    const page = integrationsAwayPage({
      frame: visit?.frame,
      silent: message,
      journal: integrations.journal(),
      configured: visit && integrations.configured(visit.reader),
      now: now(),
    });
    return new HttpRefusal('unavailable', message, { page, retryAfterSeconds, cause });
  });

  const anew = (): number => Math.floor(now() / ANEW_MS);
  const [one, delivery] = ['/integrations/:integration', '/integrations/:integration/deliveries/:key'];
  for (const path of ['/integrations', one, delivery])
    for (const address of [path, `/live${path}`]) visits.only(address, 'GET');
  visits.only(`${one}/address`, 'GET, POST');
  for (const path of ['test', 'redeliver']) visits.only(`${one}/${path}`, 'POST');
}

function saidOf({ did, count, remaining }: Visit['request']['query']): Said | undefined {
  if (did === 'test')
    return {
      text: 'The test event is stored; in a moment the list says what would come of it. Nothing is opened.',
    };
  if (did !== 'redeliver') return undefined;
  const [many, left] = [Number(count), Number(remaining)];
  if (!Number.isSafeInteger(many) || many < 1)
    return { text: 'It is read again, and shown here in a moment.' };
  const all =
    many === 1 ? '1 delivery is read again.' : `${many} deliveries are read again, the oldest first.`;
  return { text: left > 0 ? `${all} ${left} more remain: ask again when these are done.` : all };
}

/** @returns what of an integration is seen on a page, but for times that go on by themselves. */
function seenOf({ id, standing, missed, notices }: IntegrationStatus): unknown {
  const { total, counts, lastReceivedAt, lastRefusedAt, waitingSince } = standing ?? {};
  const { lookedAt: _, ...missing } = missed ?? {};
  return [
    missing,
    id,
    total,
    counts,
    lastReceivedAt,
    lastRefusedAt,
    waitingSince,
    notices.map(({ kind }) => kind),
  ];
}

function olderAddress(id: string, before: number, state: DeliveryState | undefined): string {
  const query = new URLSearchParams({ ...(state && { state }), before: String(before) });
  return `${integrationAddress(id)}?${query.toString()}`;
}

function paramOf({ request }: Visit, name: string): string {
  const value: unknown = request.params[name];
  return typeof value === 'string' ? value : '';
}
