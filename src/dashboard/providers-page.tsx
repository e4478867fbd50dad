import { errorCounts } from '../chat/instance-listing.ts';
import type { InstanceStatus, ListenerLine } from '../chat/instance-status.ts';
import type { AuditorStatus } from '../inspection/standing.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { When } from './parts.tsx';

/** How the auditor is, with what it has found as lines that this reader may see. */
export type AuditorShown = Omit<AuditorStatus, 'findings'> & { readonly findings: readonly string[] };

export interface ProvidersProps {
  readonly statuses: readonly InstanceStatus[];
  /** Absent for those who may not know. */
  readonly auditor?: AuditorShown;
  readonly frame: Frame;
  /** Epoch milliseconds. */
  readonly now: number;
}

function Instant({ at, now }: { at: number | undefined; now: number }) {
  return at === undefined ? <span>never</span> : <When at={at} now={now} />;
}

function Connection({ line, now }: { line: ListenerLine; now: number }) {
  const { process, state, since, heardAt } = line;
  return (
    <li>
      {state} in {process} since <When at={since} now={now} />
      {heardAt !== undefined && (
        <>
          , heard <When at={heardAt} now={now} />
        </>
      )}
    </li>
  );
}

function Card({ status, now }: { status: InstanceStatus; now: number }) {
  const { instance, platform, state, problem, since, checkedAt, lastSuccessAt } = status;
  const { latencyMs, calls, errors, listeners } = status;
  const failed = errorCounts(errors);
  return (
    <section class="provider" aria-labelledby={`provider-${instance}`}>
      <div class="badges">
        <h2 id={`provider-${instance}`}>{instance}</h2>
        <span class="id">{platform}</span>
        <span class={`status provider-${state}`}>{state}</span>
      </div>
      {problem !== undefined && <p class="problems">{problem}</p>}
      <dl class="facts">
        <dt>{state === 'connected' ? 'well since' : 'so since'}</dt>
        <dd>
          <Instant at={since} now={now} />
        </dd>
        <dt>last success</dt>
        <dd>
          <Instant at={lastSuccessAt} now={now} />
        </dd>
        <dt>last check</dt>
        <dd>
          <Instant at={checkedAt} now={now} />
          {latencyMs !== undefined && `, answered in ${latencyMs} ms`}
        </dd>
        <dt>calls</dt>
        <dd>
          {calls}
          {failed !== '' && `, of which failed: ${failed}`}
        </dd>
        {listeners.length > 0 && (
          <>
            <dt>connections</dt>
            <dd>
              <ul class="plain">
                {listeners.map((line) => (
                  <Connection key={line.process} line={line} now={now} />
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

const AUDITED = {
  well: 'Every open incident has a next step, and nothing is late.',
  findings: 'It has found something.',
  silent: 'Nobody looks whether anything is late.',
} as const;

const BEATS = {
  'nobody listens': 'nobody outside listens',
  sent: 'sent',
  failed: 'failed',
  withheld: 'withheld because of what was found',
} as const;

function Auditor({ auditor, now }: { auditor: AuditorShown; now: number }) {
  const { state, report, findings, notices } = auditor;
  return (
    <section class="provider" aria-labelledby="auditor">
      <div class="badges">
        <h2 id="auditor">Auditor</h2>
        <span class={`status provider-${state === 'well' ? 'connected' : 'error'}`}>{state}</span>
      </div>
      <p>{AUDITED[state]}</p>
      {findings.length > 0 && (
        <ul class="problems">
          {findings.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {notices.map((notice) => (
        <p class="hint" key={notice}>
          {notice}
        </p>
      ))}
      <dl class="facts">
        <dt>last looked</dt>
        <dd>
          <Instant at={report?.at} now={now} />
        </dd>
        {report && (
          <>
            <dt>incidents</dt>
            <dd>
              {report.recorded} recorded, {report.running} running, {report.asked} asked
            </dd>
            <dt>heartbeat</dt>
            <dd>
              {BEATS[report.heartbeat.state]}; last sent{' '}
              <Instant at={report.heartbeat.lastSentAt} now={now} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** @returns the page that shows how the provider instances are, and what the auditor has found. */
export function providersPage({ statuses, auditor, frame, now }: ProvidersProps): string {
  const well = statuses.filter(({ state }) => state === 'connected').length;
  return renderPage({
    title: 'Providers',
    live: '/live/providers',
    frame,
    children: (
      <>
        <h1>
          Providers{' '}
          <small>
            {well} of {statuses.length} connected
          </small>
        </h1>
        <div class="providers">
          {statuses.map((status) => (
            <Card key={status.instance} status={status} now={now} />
          ))}
          {auditor && <Auditor auditor={auditor} now={now} />}
        </div>
      </>
    ),
  });
}
