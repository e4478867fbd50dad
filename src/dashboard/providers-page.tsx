import { errorCounts } from '../chat/instance-listing.ts';
import type { InstanceStatus, ListenerLine } from '../chat/instance-status.ts';
import { renderPage } from './layout.tsx';
import { When } from './parts.tsx';

export interface ProvidersProps {
  readonly statuses: readonly InstanceStatus[];
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox?: string;
  /** Name of the API token with which the reader is signed in. */
  readonly signedInAs?: string | undefined;
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

/** @returns the page that shows how the provider instances are. */
export function providersPage({ statuses, sandbox, signedInAs, now }: ProvidersProps): string {
  const well = statuses.filter(({ state }) => state === 'connected').length;
  return renderPage({
    title: 'Providers',
    live: '/live/providers',
    sandbox,
    signedInAs,
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
        </div>
      </>
    ),
  });
}
