import { journalText, NOT_SAID, type JournalStanding } from '../inbox/away.ts';
import { isTrouble, type Notice } from '../inbox/condition.ts';
import type { DeliveryState, IntegrationStanding } from '../inbox/kept.ts';
import { removedText, type RemovedIntegration } from '../inbox/removed.ts';
import type { Brings } from '../inbox/source.ts';
import type { RedeliveryStatus } from '../redelivery/status.ts';
import { integrationAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { Clock, When } from './parts.tsx';

/** An integration as pages show it. */
export interface ShownIntegration {
  readonly id: string;
  readonly title: string;
  readonly brings: readonly Brings[];
  /** Absent when nothing ever came. */
  readonly standing?: IntegrationStanding;
  readonly missed?: RedeliveryStatus;
  readonly notices: readonly Notice[];
}

export interface IntegrationsPageProps {
  readonly frame: Frame;
  readonly integrations: readonly ShownIntegration[];
  /** Those that the configuration has no longer, of which something waits. */
  readonly removed: readonly RemovedIntegration[];
  /** What waits in the journal of this server. */
  readonly journal: JournalStanding;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function StateBadge({ state }: { state: DeliveryState }) {
  return <span class={`status delivery-${state}`}>{state}</span>;
}

/** What somebody should look at. */
export function IntegrationNotices({ notices }: { notices: readonly Notice[] }) {
  return (
    <>
      {notices.map(({ kind, text }) => (
        <p key={kind} class={isTrouble(kind) ? 'problems' : 'hint'}>
          {text}
        </p>
      ))}
    </>
  );
}

/** When something came last, and how many came to what. */
export function StandingFacts({
  standing,
  missed,
  href,
  now,
}: {
  standing: IntegrationStanding | undefined;
  missed?: RedeliveryStatus | undefined;
  /** Address of the integration's page. */
  href: string;
  now: number;
}) {
  const { counts = {}, total = 0, lastReceivedAt, waitingSince } = standing ?? {};
  const some = Object.entries(counts) as [DeliveryState, number][];
  return (
    <dl class="facts">
      <dt>last came</dt>
      <dd>{lastReceivedAt === undefined ? 'never' : <When at={lastReceivedAt} now={now} />}</dd>
      <dt>deliveries</dt>
      <dd>
        {total}
        {some
          .filter(([, count]) => count > 0)
          .map(([state, count]) => (
            <span key={state}>
              {' · '}
              <a href={`${href}?state=${state}`}>
                {count} {state}
              </a>
            </span>
          ))}
      </dd>
      {waitingSince !== undefined && (
        <>
          <dt>waiting since</dt>
          <dd>
            <When at={waitingSince} now={now} />
          </dd>
        </>
      )}
      {missed && (
        <>
          <dt>what its sender could not deliver</dt>
          <dd>
            {missed.waiting} waiting · {missed.asked} asked for again · {missed.came} came then ·{' '}
            {missed.lookedAt === undefined ? (
              'its sender was not asked yet'
            ) : (
              <>
                its sender was asked <When at={missed.lookedAt} now={now} />
              </>
            )}
          </dd>
        </>
      )}
    </dl>
  );
}

function Card({ one, now }: { one: ShownIntegration; now: number }) {
  const { id, title, brings, standing, missed, notices } = one;
  const isTroubled = notices.some(({ kind }) => isTrouble(kind));
  const state = isTroubled ? 'look here' : standing?.lastReceivedAt === undefined ? 'nothing yet' : 'well';
  const style = isTroubled ? 'error' : state === 'well' ? 'connected' : 'connecting';
  return (
    <section class="provider" aria-labelledby={`integration-${id}`}>
      <div class="badges">
        <h2 id={`integration-${id}`}>
          <a href={integrationAddress(id)}>{id}</a>
        </h2>
        <span class="id">
          {title}: {brings.join(', ')}
        </span>
        <span class={`status provider-${style}`}>{state}</span>
      </div>
      <IntegrationNotices notices={notices} />
      <StandingFacts standing={standing} missed={missed} href={integrationAddress(id)} now={now} />
    </section>
  );
}

/** What waits of an integration that was taken out of the configuration. */
function Removed({ one, now }: { one: RemovedIntegration; now: number }) {
  const { id, deliveries, more, since, deletedFrom } = one;
  return (
    <section class="provider" aria-labelledby={`removed-${id}`}>
      <div class="badges">
        <h2 id={`removed-${id}`}>{id}</h2>
        <span class="id">not in the configuration</span>
        <span class="status provider-error">look here</span>
      </div>
      <p class="problems">{removedText(one, now)}</p>
      <dl class="facts">
        <dt>waiting</dt>
        <dd>
          {more && 'more than '}
          {deliveries}
        </dd>
        <dt>waiting since</dt>
        <dd>
          <When at={since} now={now} />
        </dd>
        {deletedFrom !== undefined && (
          <>
            <dt>deleted from</dt>
            <dd>
              <Clock at={deletedFrom} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** @returns the page that lists the integrations and how each is doing. */
export function integrationsPage({
  frame,
  integrations,
  removed,
  journal,
  now,
}: IntegrationsPageProps): string {
  return renderPage({
    title: 'Integrations',
    live: '/live/integrations',
    frame,
    children: (
      <>
        <h1>
          Integrations <small>{integrations.length}</small>
        </h1>
        {journal.since !== undefined && (
          <p class="problems">
            The store did not take what came in (MONGODB_URI). {journalText(journal, now)} Nothing is lost.
          </p>
        )}
        {removed.length > 0 && (
          <div class="providers">
            {removed.map((one) => (
              <Removed key={one.id} one={one} now={now} />
            ))}
          </div>
        )}
        {integrations.length === 0 ? (
          <p class="empty">
            None is configured: <code>integrations</code> in the configuration names who may deliver alerts
            and events of git servers.
          </p>
        ) : (
          <div class="providers">
            {integrations.map((one) => (
              <Card key={one.id} one={one} now={now} />
            ))}
          </div>
        )}
      </>
    ),
  });
}

/** @returns what stands in place of pages of integrations while the store does not answer. @param now epoch milliseconds. */
export function integrationsAwayPage({
  frame,
  silent,
  journal,
  configured,
  now,
}: {
  /** Absent where it is not known who reads: that stands in the store, too. */
  readonly frame?: Frame | undefined;
  /** Who does not answer, and the setting to look at. */
  readonly silent: string;
  readonly journal: JournalStanding;
  /** Absent for who may not see them. */
  readonly configured?:
    | readonly { readonly id: string; readonly title: string; readonly brings: readonly Brings[] }[]
    | undefined;
  readonly now: number;
}): string {
  return renderPage({
    title: 'Integrations',
    ...(frame && { frame }),
    children: (
      <>
        <h1>Integrations</h1>
        <p class="problems">{silent}</p>
        <p>{journalText(journal, now)}</p>
        <p class="hint">{NOT_SAID}</p>
        {configured && configured.length > 0 && (
          <ul class="panel plain people">
            {configured.map(({ id, title, brings }) => (
              <li key={id}>
                <span class="title">{id}</span>
                <span class="hint">
                  {title}: {brings.join(', ')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}
