import { parseRunId } from '../action/run-id.ts';
import type { ParameterField } from '../action/parameter-fields.ts';
import { isOver } from '../action/run.ts';
import { runWords } from '../chat/run-words.ts';
import type { Incident } from '../incident/incident.ts';
import type { RunChange } from '../incident/run-news.ts';
import type { TimelineRun } from '../incident/runs-of.ts';
import { incidentAddress, runAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { FormToken } from './layout.tsx';
import { When } from './parts.tsx';

/** A runbook that the reader may run. */
export interface PageRunbook {
  readonly name: string;
  readonly title: string;
  /** What it runs, `<pack>.<name>`. */
  readonly action: string;
  /** How often it was ordered for the incident until now. */
  readonly nth: number;
  /** Does somebody else have to approve it? */
  readonly waits: boolean;
  /** What has to be entered. */
  readonly needs: readonly ParameterField[];
}

interface RunbooksProps {
  readonly incident: Incident;
  readonly frame: Frame;
  readonly runbooks: readonly PageRunbook[];
  /** What was run for the incident, the newest first. */
  readonly runs: readonly TimelineRun[];
  /** Makes a form that is sent twice one. */
  readonly delivery: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Begins the names of fields that are parameters. */
export const PARAMETER_FIELD = 'parameter.';
/** Characters of what is entered for one. */
const LONGEST = 2_000;

/** @returns how a run stands by what became of it last. */
function words(change: RunChange): string {
  if (change === 'ordered') return 'ordered';
  return change === 'approved' ? 'approved' : runWords({ status: change });
}

/** What can be run for an incident, and what was. */
export function Runbooks({ incident, frame, runbooks, runs, delivery, now }: RunbooksProps) {
  if (runbooks.length === 0 && runs.length === 0) return null;
  return (
    <section aria-labelledby="runbooks">
      <h2 id="runbooks">Runbooks</h2>
      {runbooks.length > 0 && (
        <div class="commands runbooks">
          {runbooks.map((runbook) => (
            <RunbookForm key={runbook.name} {...{ incident, frame, runbook, delivery }} />
          ))}
        </div>
      )}
      {runs.length > 0 && (
        <ul class="panel plain runs">
          {runs.map(({ run, action, change, runbook, at }) => {
            const id = parseRunId(run);
            const isEnd = change !== 'ordered' && change !== 'approved' && isOver({ status: change });
            return (
              <li key={run}>
                {id ? <a href={runAddress(incident.tenant, id)}>{run}</a> : run} {runbook?.title ?? action}{' '}
                <span class={`status run-${isEnd ? change : 'running'}`}>{words(change)}</span>{' '}
                <span class="hint">
                  <When at={at} now={now} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function RunbookForm({
  incident,
  frame,
  runbook: { name, title, action, nth, waits, needs },
  delivery,
}: Pick<RunbooksProps, 'incident' | 'frame' | 'delivery'> & { readonly runbook: PageRunbook }) {
  const [path = '', query] = incidentAddress(incident).split('?');
  const what = `Runs ${action}${waits ? ', once somebody else approves it' : ''}`;
  const body = (
    <form method="post" action={`${path}/runbooks${query === undefined ? '' : `?${query}`}`}>
      <FormToken frame={frame} />
      <input type="hidden" name="delivery" value={`${delivery}-${name.replaceAll('.', '_').slice(0, 30)}`} />
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="nth" value={nth} />
      {needs.map((field) => (
        <ParameterInput key={field.name} field={field} />
      ))}
      <button type="submit" title={what}>
        {title}
      </button>
    </form>
  );
  if (needs.length === 0) return body;
  return (
    <details name="command">
      <summary title={what}>{title}</summary>
      {body}
    </details>
  );
}

function ParameterInput({ field }: { readonly field: ParameterField }) {
  const name = `${PARAMETER_FIELD}${field.name}`;
  const options = field.kind === 'flag' ? ['true', 'false'] : field.options;
  return (
    <label>
      {field.label}
      {options ? (
        <select name={name} required>
          {options.map((option) => (
            <option key={option} value={option} selected={option === field.initial}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <input name={name} value={field.initial ?? ''} maxLength={LONGEST} required />
      )}
      {field.hint !== undefined && <span class="hint">{field.hint}</span>}
    </label>
  );
}
