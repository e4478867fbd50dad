import { parseIncidentId } from '../incident/id.ts';
import type { Guide } from '../inbox/guide.ts';
import { DELIVERY_STATES, type DeliveryState, type LoggedDelivery } from '../inbox/kept.ts';
import { incidentAddress, integrationAddress } from './address.ts';
import type { Frame } from './frame.ts';
import {
  IntegrationNotices,
  StandingFacts,
  StateBadge,
  type ShownIntegration,
} from './integrations-page.tsx';
import { FormToken, renderPage, type Said } from './layout.tsx';
import { Clock, When } from './parts.tsx';

export interface IntegrationPageProps {
  readonly frame: Frame;
  readonly tenant: string;
  readonly integration: ShownIntegration;
  /** The newest first. */
  readonly lines: readonly LoggedDelivery[];
  /** Address of what is older, where there is something. */
  readonly next?: string | undefined;
  /** Which deliveries are shown. */
  readonly state?: DeliveryState | undefined;
  readonly guide: Guide;
  /** The address for its sender; absent while it is hidden. */
  readonly address?: string | undefined;
  /** May the reader see the address? */
  readonly maySeeAddress: boolean;
  /** May the reader have deliveries read again, and send test events? */
  readonly mayRedeliver: boolean;
  readonly said?: Said | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** @returns where a delivery's page is. */
export function deliveryAddress(integration: string, key: string): string {
  return `${integrationAddress(integration)}/deliveries/${encodeURIComponent(key)}`;
}

/** Incidents that a delivery went to. */
export function IncidentLinks({ tenant, incidents }: { tenant: string; incidents: readonly string[] }) {
  return (
    <>
      {incidents.map((name, n) => {
        const id = parseIncidentId(name);
        return (
          <span key={name}>
            {n > 0 && ', '}
            {id ? <a href={incidentAddress({ tenant, id })}>{id}</a> : name}
          </span>
        );
      })}
    </>
  );
}

function Filter({ id, state }: { id: string; state: DeliveryState | undefined }) {
  return (
    <form class="filters" method="get" action={integrationAddress(id)} role="search" aria-label="Deliveries">
      <label>
        State
        <select name="state">
          <option value="">any</option>
          {DELIVERY_STATES.map((one) => (
            <option key={one} value={one} selected={one === state}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Show</button>
      {state && <a href={integrationAddress(id)}>Show all</a>}
    </form>
  );
}

function Row({ tenant, id, line }: { tenant: string; id: string; line: LoggedDelivery }) {
  const { number, key, receivedAt, state, text, incidents, bodyBytes } = line;
  return (
    <tr>
      <th scope="row">
        <a href={deliveryAddress(id, key)}>{number}</a>
      </th>
      <td>
        <Clock at={receivedAt} />
      </td>
      <td>
        <StateBadge state={state} />
      </td>
      <td class="title">{text}</td>
      <td>
        <IncidentLinks tenant={tenant} incidents={incidents} />
      </td>
      <td class="number">
        {bodyBytes} <span class="unit">bytes</span>
      </td>
    </tr>
  );
}

function Deliveries({ tenant, integration: { id }, lines, next, state }: IntegrationPageProps) {
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">Deliveries</h2>
      <Filter id={id} state={state} />
      {lines.length === 0 ? (
        <p class="empty">{next === undefined ? 'None.' : 'None among the newest: look further back.'}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="What was delivered">
          <table class="rows">
            <thead>
              <tr>
                {['Number', 'Came', 'State', 'What came of it', 'Incidents', 'Bytes'].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Row key={line.number} tenant={tenant} id={id} line={line} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== undefined && (
        <p>
          <a href={next}>Older</a>
        </p>
      )}
    </section>
  );
}

function Address({ frame, integration: { id }, address, maySeeAddress }: IntegrationPageProps) {
  if (address !== undefined)
    return (
      <p class="update">
        The address is a secret: whoever has it can deliver. <code class="copy">{address}</code>
      </p>
    );
  if (!maySeeAddress)
    return <p class="hint">The address for the sender is shown to admins alone: ask one of them.</p>;
  return (
    <form method="post" action={`${integrationAddress(id)}/address`}>
      <FormToken frame={frame} />
      <button type="submit">Show the secret address</button>{' '}
      <span class="hint">The audit says that you have seen it.</span>
    </form>
  );
}

/** A button that posts something below an integration's page. */
export function IntegrationButton(props: {
  readonly frame: Frame;
  readonly id: string;
  readonly action: 'test' | 'redeliver';
  readonly fields?: Readonly<Record<string, string>>;
  readonly label: string;
}) {
  const { frame, id, action, fields = {}, label } = props;
  return (
    <form method="post" action={`${integrationAddress(id)}/${action}`}>
      <FormToken frame={frame} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit">{label}</button>
    </form>
  );
}

/** What can be done about an integration. */
function Doing({ frame, integration: { id, standing }, mayRedeliver }: IntegrationPageProps) {
  if (!mayRedeliver) return null;
  const again = (['unparsed', 'failed'] as const).filter((state) => (standing?.counts[state] ?? 0) > 0);
  return (
    <div class="commands">
      <IntegrationButton frame={frame} id={id} action="test" label="Send a test event" />
      {again.map((state) => (
        <IntegrationButton
          key={state}
          frame={frame}
          id={id}
          action="redeliver"
          fields={{ state }}
          label={`Redeliver all that are ${state}`}
        />
      ))}
      <p class="hint">
        A test event goes the way of a real one, and says what would come of it by the rules: nothing is
        opened, and nobody is paged.
      </p>
    </div>
  );
}

function SetUp(props: IntegrationPageProps) {
  const { guide, address, integration } = props;
  const isNew = integration.standing?.lastReceivedAt === undefined;
  return (
    <details class="guide" open={isNew || address !== undefined} id="guide">
      <summary>
        <h2>How its sender is set up</h2>
      </summary>
      <Address {...props} />
      <ol>
        {guide.steps.map(({ text, copy }, n) => (
          <li key={n}>
            {text}
            {copy !== undefined && (
              <pre class="copy" tabIndex={0} role="region" aria-label={`To be copied, step ${n + 1}`}>
                {copy}
              </pre>
            )}
          </li>
        ))}
      </ol>
      <p>
        <a href={guide.documentation} rel="noreferrer">
          {new URL(guide.documentation).host}
        </a>{' '}
        has more about it.
      </p>
    </details>
  );
}

function Repositories({ integration: { standing }, now }: IntegrationPageProps) {
  const { repositories = [] } = standing ?? {};
  if (repositories.length === 0) return null;
  return (
    <section aria-labelledby="repositories">
      <h2 id="repositories">Repositories, and when something last came of each</h2>
      <ul class="panel plain people">
        {repositories.map(({ name, lastAt }) => (
          <li key={name}>
            <span class="title">{name}</span>
            <span class="hint">
              <When at={lastAt} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** @returns the page of one integration: how it is doing, how it is set up, what was delivered. */
export function integrationPage(props: IntegrationPageProps): string {
  const { frame, integration, address, said, now } = props;
  const { id, title, standing, missed, notices } = integration;
  const live = `/live${integrationAddress(id)}`;
  return renderPage({
    title: `${id} · Integrations`,
    frame,
    said,
    // What was shown once must not be fetched again by itself.
    ...(address === undefined && { live }),
    children: (
      <>
        <p>
          <a href="/integrations">Integrations</a>
        </p>
        <h1>
          {id} <small>{title}</small>
        </h1>
        <IntegrationNotices notices={notices} />
        <StandingFacts standing={standing} missed={missed} href={integrationAddress(id)} now={now} />
        <Doing {...props} />
        <SetUp {...props} />
        <Deliveries {...props} />
        <Repositories {...props} />
      </>
    ),
  });
}
