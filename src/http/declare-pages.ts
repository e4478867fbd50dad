import { randomUUID } from 'node:crypto';
import { readForm } from '../command/submission.ts';
import type { TenantConfig } from '../config/config.ts';
import { incidentAddress } from '../dashboard/address.ts';
import { declarePage } from '../dashboard/declare-page.tsx';
import type { Said } from '../dashboard/layout.tsx';
import type { Denied } from './denied.ts';
import type { TakeOf } from './limits.ts';
import type { Operations } from './operations.ts';
import { REFUSALS } from './refusal-table.ts';
import { formDelivery, type Submitted, type Visit, type Visits } from './visits.ts';

export interface DeclarePageDependencies {
  readonly operations: Operations;
  readonly config: (tenant: string) => TenantConfig;
  /** Counts what people change, by person. */
  readonly limit: TakeOf;
}

/** The page on which an incident is declared. */
export function addDeclarePages(visits: Visits, deps: DeclarePageDependencies): void {
  const { operations, config } = deps;

  function show(
    { reader, frame, response }: Visit,
    more: {
      values?: Readonly<Record<string, string>>;
      errors?: Readonly<Record<string, string>>;
      said?: Said;
      status?: number;
    } = {},
  ): void {
    const { teams, services, defaults } = config(reader.tenant);
    const { values = { severity: defaults.severity }, errors = {}, said, status = 200 } = more;
    response
      .status(status)
      .send(declarePage({ frame, teams, services, values, errors, said, delivery: randomUUID() }));
  }

  async function declare(submitted: Submitted): Promise<void> {
    const { reader, fields: values, response } = submitted;
    const refuse = ({ denied, message }: Denied): void => {
      show(submitted, { values, said: { text: message, isProblem: true }, status: REFUSALS[denied].status });
    };
    const wait = await deps.limit(reader.tenant, reader.person.id);
    if (wait > 0) {
      response.set('Retry-After', String(wait));
      refuse(await operations.hasty(reader, 'declare', wait));
      return;
    }
    const ask = readForm('declare', {}, { ...values, announce: '' });
    if (ask.kind !== 'declare') {
      const errors = ask.kind === 'invalid' ? ask.errors : {};
      show(submitted, { values, errors, status: REFUSALS.invalid.status });
      return;
    }
    const { title, severity, team, service, labels, private: hidden } = ask;
    const declared = await operations.declare(
      { ...reader, deliveryId: formDelivery(submitted) },
      {
        title,
        private: hidden,
        ...(severity && { severity }),
        ...(team !== undefined && { team }),
        ...(service !== undefined && { service }),
        ...(labels && { labels }),
      },
    );
    if ('denied' in declared) {
      refuse(declared);
      return;
    }
    // The read model follows the workflow: until it has the incident there is no page of it.
    await operations.settle(reader);
    const view = await operations.status(reader, declared.id);
    if ('denied' in view) response.redirect(303, `/incidents?declared=${declared.id}`);
    else {
      const address = new URL(incidentAddress(view.incident), 'http://here');
      address.searchParams.set('did', 'declare');
      response.redirect(303, `${address.pathname}${address.search}`);
    }
  }

  visits.get('/incidents/declare', async (visit) => {
    const denied = await operations.permitted(visit.reader, 'declare');
    if (denied) visits.refuse(visit, denied);
    else show(visit);
  });
  visits.post('/incidents/declare', declare);
  visits.only('/incidents/declare', 'GET, POST');
}
