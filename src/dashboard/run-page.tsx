import type { Action } from '../action/action.ts';
import type { Run } from '../action/run.ts';
import type { RunStep } from '../action/step.ts';
import { stepWords } from '../chat/run-steps.ts';
import { printedText } from '../text/terminal.ts';
import { tookWords } from '../chat/run-words.ts';
import { runbookText } from '../runbook/runbook.ts';
import { incidentAddress, runDecisionAddress, runOutputAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { FormToken, renderPage, type Said } from './layout.tsx';
import { Clock, Countdown, MarkLine } from './parts.tsx';
import { RunBadge } from './runs-page.tsx';

/** What somebody can do about a run. */
export type RunDecision = 'approve' | 'decline' | 'cancel';

export interface RunPageProps {
  readonly frame: Frame;
  /** As the reader sees it: parameters without secrets. */
  readonly run: Run;
  readonly action?: Pick<Action, 'description'>;
  /** What the reader may do about it now. */
  readonly decisions: readonly RunDecision[];
  /** What one of its attempts has printed, as one text; undefined when nobody knows just now. */
  readonly output: RunOutput | undefined;
  /** Address of its workflow in the Temporal UI, where there is one. */
  readonly workflow?: string | undefined;
  /** A new id: the same form sent twice has one effect. */
  readonly delivery: string;
  readonly said?: Said | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What one attempt of a run, or of one of its steps, has printed. */
export interface RunOutput {
  readonly step?: RunStep;
  readonly attempts: number;
  /** From 1; 0 where it has not begun. */
  readonly attempt: number;
  /** Its end, where it is too long for a page. */
  readonly text: string;
  readonly isCut: boolean;
  /** Characters that are not kept. */
  readonly dropped: number;
}

const BUTTONS = {
  approve: { label: 'Approve', style: 'primary' },
  decline: { label: 'Decline', style: 'danger' },
  cancel: { label: 'Cancel', style: 'danger' },
} as const;

function Decisions({ frame, run, decisions, delivery }: RunPageProps) {
  return (
    <>
      {decisions.map((decision) => (
        <form
          key={decision}
          class="inline"
          method="post"
          action={runDecisionAddress(run.tenant, run.id, decision)}
        >
          <FormToken frame={frame} />
          <input type="hidden" name="delivery" value={`${decision}-${delivery}`} />
          <button type="submit" class={BUTTONS[decision].style}>
            {BUTTONS[decision].label}
          </button>
        </form>
      ))}
    </>
  );
}

function Facts({ run, now }: { run: Run; now: number }) {
  const { tenant, alias, incident, runbook, startedAt, endedAt, attempts, approveBy, status } = run;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <dl class="facts">
        {alias !== undefined && (
          <>
            <dt>Alias</dt>
            <dd>{alias}</dd>
          </>
        )}
        {incident && (
          <>
            <dt>Incident</dt>
            <dd>
              <a href={incidentAddress({ tenant, id: incident })}>{incident}</a>
            </dd>
          </>
        )}
        {runbook && (
          <>
            <dt>Runbook</dt>
            <dd>{runbookText(runbook)}</dd>
          </>
        )}
        <MarkLine word="Ordered" mark={run.asked} now={now} />
        {status === 'awaiting_approval' && approveBy !== undefined && (
          <>
            <dt>Approval ends in</dt>
            <dd>
              <Countdown at={approveBy} now={now} />
            </dd>
          </>
        )}
        <MarkLine word="Approved" mark={run.approved} now={now} />
        <MarkLine word="Declined" mark={run.declined} now={now} />
        <MarkLine word="Cancelled" mark={run.cancelled} now={now} />
        {startedAt !== undefined && (
          <>
            <dt>Began</dt>
            <dd>
              <Clock at={startedAt} />
            </dd>
          </>
        )}
        {endedAt !== undefined && (
          <>
            <dt>Ended</dt>
            <dd>
              <Clock at={endedAt} />
              {startedAt !== undefined && `, after ${tookWords(endedAt - startedAt)}`}
            </dd>
          </>
        )}
        {attempts !== undefined && (
          <>
            <dt>Attempts</dt>
            <dd>{attempts}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

const written = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

function Parameters({ run: { parameters } }: { run: Run }) {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="parameters">
      <h2 id="parameters">Parameters</h2>
      <dl class="facts headers">
        {entries.map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd>{written(value)}</dd>
          </>
        ))}
      </dl>
      <p class="hint">Without secrets.</p>
    </section>
  );
}

function Failure({ run: { failure } }: { run: Run }) {
  if (!failure) return null;
  return (
    <p class="problems">
      {failure.message} <span class="hint">({failure.code})</span>
    </p>
  );
}

/** Characters of a result that stand on the page unfolded: what a chain has published is as long as all of its tasks. */
const UNFOLDED = 2_000;

function Result({ run: { result } }: { run: Run }) {
  if (result === undefined || result === null || result === '') return null;
  const text = printedText(written(result));
  const shown = (
    <pre class="copy body" tabIndex={0} role="region" aria-labelledby="result">
      {text}
    </pre>
  );
  return (
    <section aria-labelledby="result">
      <h2 id="result">Result</h2>
      {text.length <= UNFOLDED ? (
        shown
      ) : (
        <details>
          <summary>{text.length} characters</summary>
          {shown}
        </details>
      )}
    </section>
  );
}

function Steps({ run }: { run: Run }) {
  const { tenant, id, steps = [] } = run;
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="steps">
        <table class="rows">
          <thead>
            <tr>
              {['Step', 'Task', 'Action', 'State', 'Attempts'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ place, task, action, status, attempts }) => (
              <tr key={place}>
                <th scope="row">{place}</th>
                <td class="title">
                  <a href={runOutputAddress(tenant, id, { attempt: attempts, step: place })}>{task}</a>
                </td>
                <td>{action}</td>
                <td>
                  <span class={`status run-${status}`}>{stepWords(status)}</span>
                </td>
                <td class="cell-small">{attempts}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Output({ run, output }: RunPageProps) {
  const { tenant, id } = run;
  if (!output) return <p class="problems">What it printed cannot be read just now. Load the page again.</p>;
  const { step, attempt, attempts, text, isCut, dropped } = output;
  if (attempt === 0) return null;
  const others = Array.from({ length: attempts }, (_, n) => n + 1).filter((one) => one !== attempt);
  const at = (one: number) => ({ attempt: one, step: step?.place });
  const of = [
    ...(step ? [`step ${step.place} ${step.task}`] : []),
    ...(attempts > 1 ? [`attempt ${attempt}`] : []),
  ];
  return (
    <section aria-labelledby="output">
      <h2 id="output">Output{of.length > 0 && ` of ${of.join(', ')}`}</h2>
      {text === '' ? (
        <p class="empty">It has printed nothing{run.endedAt === undefined && ' yet'}.</p>
      ) : (
        <pre class="copy body" tabIndex={0} role="region" aria-labelledby="output">
          {text}
        </pre>
      )}
      {isCut && <p class="hint">Only the end is shown here.</p>}
      {dropped > 0 && <p class="hint">{dropped} characters in between are not kept.</p>}
      <p>
        {text !== '' && <a href={runOutputAddress(tenant, id, at(attempt), 'file')}>All of it, as a file</a>}
        {others.length > 0 && ' Other attempts: '}
        {others.map((one) => (
          <>
            <a key={one} href={runOutputAddress(tenant, id, at(one))}>
              {one}
            </a>{' '}
          </>
        ))}
      </p>
    </section>
  );
}

/** @returns the page of one run. */
export function runPage(props: RunPageProps): string {
  const { frame, run, action, said, now } = props;
  return renderPage({
    title: `${run.id} ${run.action}`,
    live: `/live/runs/${run.id}`,
    frame,
    said,
    children: (
      <>
        <p>
          <a href="/runs">Runs</a>
        </p>
        <h1>
          <span class="id">{run.id}</span> {run.action}
        </h1>
        <div class="badges">
          <RunBadge run={run} />
          {props.workflow !== undefined && <a href={props.workflow}>Workflow in Temporal</a>}
          <Decisions {...props} />
        </div>
        {action && action.description !== '' && <p>{action.description}</p>}
        <Failure run={run} />
        <Steps run={run} />
        <Result run={run} />
        <Facts run={run} now={now} />
        <Parameters run={run} />
        <Output {...props} />
      </>
    ),
  });
}
