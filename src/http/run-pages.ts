import { randomUUID } from 'node:crypto';
import { parseRunId, type RunId } from '../action/run-id.ts';
import { isOver, type Run } from '../action/run.ts';
import { runAddress } from '../dashboard/address.ts';
import type { Said } from '../dashboard/layout.tsx';
import { runPage, type RunDecision, type RunOutput } from '../dashboard/run-page.tsx';
import { runsPage } from '../dashboard/runs-page.tsx';
import { DEFAULT_TENANT } from '../incident/id.ts';
import { printedText } from '../text/terminal.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { isAway } from './errors.ts';
import type { TakeOf } from './limits.ts';
import type { Tell } from './live.ts';
import type { Operations } from './operations.ts';
import { REFUSALS } from './refusal-table.ts';
import type { OutputRequest, RunPrinted, Runs } from './runs.ts';
import { formDelivery, type Submitted, type Visit, type Visits } from './visits.ts';

export interface RunPageDependencies {
  readonly operations: Pick<Operations, 'hasty'>;
  readonly runs: Pick<Runs, 'show' | 'list' | 'output' | 'decide'>;
  readonly tell: Tell;
  /** @returns address of a run's workflow in the Temporal UI; undefined where there is none. */
  readonly runWorkflow: (tenant: string, run: RunId) => string | undefined;
  /** Counts what people change, by person. */
  readonly limit: TakeOf;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const LISTED = 50;
/** Characters of what is searched for. */
const LONGEST = 300;
/** Characters of output on a page: what is longer is a file. */
const SHOWN = 200_000;
/** How often a page of a run that prints is drawn anew, in milliseconds. */
const DRAWN_MS = 5_000;

const DECISIONS = ['approve', 'decline', 'cancel'] as const satisfies readonly RunDecision[];
const DONE = { approve: 'It is approved.', decline: 'It is declined.', cancel: 'It is cancelled.' } as const;

/** What was run, each run with what it printed, and the forms by which people decide on it. */
export function addRunPages(
  visits: Visits,
  { operations, runs, runWorkflow, tell, limit, now }: RunPageDependencies,
): void {
  const refuse = (visit: Visit, denied: Denied): void => visits.refuse(visit, denied, 'run');

  function idIn({ reader, request }: Visit): RunId | Denied {
    const given = String(request.params.id);
    const { tenant = DEFAULT_TENANT } = request.query;
    const id = tenant === reader.tenant && /^run-/i.test(given) ? parseRunId(given) : undefined;
    return id ?? { denied: 'not_found', message: `There is no run ${given.slice(0, 40)}.` };
  }

  /** @returns the run that the reader may see; otherwise they have been told. */
  async function found(visit: Visit) {
    const id = idIn(visit);
    const seen = typeof id === 'string' ? await runs.show(visit.reader, id) : id;
    if (!('denied' in seen)) return seen;
    refuse(visit, seen);
    return undefined;
  }

  async function outputOf(
    reader: Caller,
    run: Run,
    wanted: OutputRequest,
  ): Promise<RunOutput | Denied | undefined> {
    try {
      const printed = await runs.output(reader, run.id, wanted);
      if ('denied' in printed) return printed;
      const text = textOf(printed);
      const { step, attempt, attempts } = printed;
      return {
        ...(step && { step }),
        attempt,
        attempts,
        text: text.slice(-SHOWN),
        isCut: text.length > SHOWN,
        dropped: printed.dropped,
      };
    } catch (error) {
      if (isAway(error)) return undefined;
      throw error;
    }
  }

  async function show(
    visit: Visit,
    { run, action, decisions }: NonNullable<Awaited<ReturnType<typeof found>>>,
    more: { readonly said?: Said | undefined; readonly status?: number } = {},
  ): Promise<void> {
    const { reader, frame, request, response } = visit;
    const output = await outputOf(reader, run, outputIn(request.query));
    if (output && 'denied' in output) {
      refuse(visit, output);
      return;
    }
    response.status(more.status ?? 200).send(
      runPage({
        frame,
        run,
        ...(action && { action }),
        decisions: reader.signedIn ? decisions : [],
        output,
        delivery: randomUUID(),
        workflow: runWorkflow(run.tenant, run.id),
        said: more.said,
        now: now(),
      }),
    );
  }

  visits.get('/runs', async (visit) => {
    const { reader, frame, request, response } = visit;
    const before = Number(request.query.before) || undefined;
    const { text: typed } = request.query;
    const text = typeof typed === 'string' ? typed.trim().slice(0, LONGEST) : '';
    const listed = await runs.list(reader, LISTED, { before, text });
    if ('denied' in listed) {
      refuse(visit, listed);
      return;
    }
    const further = { ...(text && { text }), before: `${listed.next}` };
    const next = listed.next === undefined ? undefined : `/runs?${new URLSearchParams(further).toString()}`;
    response.send(runsPage({ frame, text, runs: listed.runs, next, now: now() }));
  });

  visits.get('/runs/:id', async (visit) => {
    const seen = await found(visit);
    if (!seen) return;
    const did = DECISIONS.find((one) => one === visit.request.query.did);
    await show(visit, seen, { said: did && { text: DONE[did] } });
  });

  visits.get('/runs/:id/output.txt', async (visit) => {
    const { reader, request, response } = visit;
    const id = idIn(visit);
    const printed = typeof id === 'string' ? await runs.output(reader, id, outputIn(request.query)) : id;
    if ('denied' in printed) {
      refuse(visit, printed);
      return;
    }
    const { run, step, attempt } = printed;
    response
      .attachment(`${[run.id, ...(step ? [step.place] : []), attempt].join('-')}.txt`)
      .type('text/plain')
      .send(textOf(printed));
  });

  async function decide(submitted: Submitted, decision: RunDecision): Promise<void> {
    const { reader, response } = submitted;
    const seen = await found(submitted);
    if (!seen) return;
    const { tenant, id } = seen.run;
    const wait = await limit(reader.tenant, reader.person.id);
    const decided =
      wait > 0
        ? await operations.hasty(reader, `run:${decision}`, wait)
        : await runs.decide({ ...reader, deliveryId: formDelivery(submitted) }, id, decision);
    if ('denied' in decided) {
      if (decided.denied === 'too_many') response.set('Retry-After', String(wait));
      const said = { text: decided.message, isProblem: true };
      await show(submitted, (await found(submitted)) ?? seen, {
        said,
        status: REFUSALS[decided.denied].status,
      });
      return;
    }
    const address = new URL(runAddress(tenant, id), 'http://here');
    address.searchParams.set('did', decision);
    response.redirect(303, `${address.pathname}${address.search}`);
  }

  for (const decision of DECISIONS) {
    visits.post(`/runs/:id/${decision}`, (submitted) => decide(submitted, decision));
    visits.only(`/runs/:id/${decision}`, 'POST');
  }

  visits.get('/live/runs', async (visit) => {
    const { reader, response } = visit;
    const listed = await runs.list(reader, LISTED);
    if ('denied' in listed) {
      refuse(visit, listed);
      return;
    }
    const version = async (): Promise<string> => {
      const newest = await runs.list(reader, LISTED);
      return 'denied' in newest ? '' : newest.runs.map(({ id, revision }) => `${id}.${revision}`).join(' ');
    };
    // What somebody may see differs.
    await tell(response, { name: `runs ${reader.tenant} ${reader.person.id}`, version });
  });

  visits.get('/live/runs/:id', async (visit) => {
    const { reader, response } = visit;
    const id = parseRunId(String(visit.request.params.id));
    const seen = id ? await runs.show(reader, id) : undefined;
    if (!id || !seen || 'denied' in seen) {
      refuse(
        visit,
        seen && 'denied' in seen ? seen : { denied: 'not_found', message: 'There is no such run.' },
      );
      return;
    }
    const version = async (): Promise<string> => {
      const later = await runs.show(reader, id);
      if ('denied' in later) return '';
      const { run } = later;
      const isPrinting = !isOver(run) && run.startedAt !== undefined;
      return `${run.revision} ${isPrinting ? Math.floor(now() / DRAWN_MS) : ''}`;
    };
    await tell(response, { name: `run ${reader.tenant}/${id} ${reader.person.id}`, version });
  });

  for (const path of ['/runs', '/runs/:id', '/runs/:id/output.txt', '/live/runs', '/live/runs/:id'])
    visits.only(path, 'GET');
}

function outputIn({ attempt, step }: Readonly<Record<string, unknown>>): OutputRequest {
  const number = Number(attempt);
  return {
    ...(Number.isInteger(number) && number > 0 && { attempt: number }),
    ...(typeof step === 'string' && { step }),
  };
}

const textOf = ({ pieces }: RunPrinted): string => printedText(pieces.map(({ text }) => text).join(''));
