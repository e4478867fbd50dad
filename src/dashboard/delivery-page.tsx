import type { KeptDelivery } from '../inbox/kept.ts';
import type { ShownBody } from '../inbox/shown-body.ts';
import type { StepShown } from '../inbox/steps.ts';
import { integrationAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { IncidentLinks, IntegrationButton } from './integration-page.tsx';
import { StateBadge, type ShownIntegration } from './integrations-page.tsx';
import { renderPage, type Said } from './layout.tsx';
import { Clock } from './parts.tsx';
import { times } from '../text/counted.ts';

export interface DeliveryPageProps {
  readonly frame: Frame;
  readonly integration: ShownIntegration;
  readonly delivery: Omit<KeptDelivery, 'body'>;
  readonly steps: readonly StepShown[];
  readonly body: ShownBody;
  /** Can it be read again, and may the reader have it so? */
  readonly isRedeliverable: boolean;
  readonly mayRedeliver: boolean;
  readonly said?: Said | undefined;
}

const SIGN: Record<StepShown['state'], string> = {
  done: 'done',
  failed: 'failed',
  waiting: 'waiting',
  none: '–',
};

function Steps({ steps }: Pick<DeliveryPageProps, 'steps'>) {
  return (
    <ol class="timeline steps">
      {steps.map(({ step, state, at, text }) => (
        <li key={step} class={`step-${state}`}>
          <strong>{step}</strong>
          <span>
            {[state === 'none' && text !== '' ? '' : SIGN[state], text]
              .filter((part) => part !== '')
              .join(': ')}
            {at !== undefined && (
              <small class="hint">
                {' '}
                <Clock at={at} />
              </small>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Outcomes({ delivery: { outcomes, tenant } }: Pick<DeliveryPageProps, 'delivery'>) {
  if (outcomes.length === 0) return null;
  return (
    <section>
      <h2>What came of it</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="What came of it">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Of</th>
              <th scope="col">What</th>
              <th scope="col">Incidents</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map(({ of, what, text, incidents = [] }, n) => (
              <tr key={n}>
                <th scope="row" class="title">
                  {what ?? of}
                </th>
                <td class="title">{text}</td>
                <td>
                  <IncidentLinks tenant={tenant} incidents={incidents} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Repeated({ delivery: { again, redelivered } }: Pick<DeliveryPageProps, 'delivery'>) {
  return (
    <>
      {again && (
        <p>
          It came again {times(again.times)}, last <Clock at={again.lastAt} />.
        </p>
      )}
      {redelivered && (
        <p>
          It was read again {times(redelivered.times)}, last <Clock at={redelivered.lastAt} />.
        </p>
      )}
    </>
  );
}

function Sent({ delivery, body }: Pick<DeliveryPageProps, 'delivery' | 'body'>) {
  const headers = Object.entries(delivery.headers);
  return (
    <section aria-labelledby="sent">
      <h2 id="sent">What was sent</h2>
      {headers.length > 0 && (
        <dl class="facts headers">
          {headers.map(([name, value]) => (
            <>
              <dt key={name}>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      )}
      <p class="hint">
        {delivery.bodyBytes} bytes{body.isJson && ' of JSON, indented here'}
        {body.isBinary && ', which are no text in UTF-8'}. Secrets are taken out
        {body.isCut && '; only the beginning is shown'}.
      </p>
      {body.text !== '' && (
        <pre class="copy body" tabIndex={0} role="region" aria-label="Body">
          {body.text}
        </pre>
      )}
    </section>
  );
}

/** @returns the page of one delivery: how far it came, what came of it, and what it said. */
export function deliveryPage(props: DeliveryPageProps): string {
  const { frame, integration, delivery, said, isRedeliverable, mayRedeliver } = props;
  const { id, title } = integration;
  const here = integrationAddress(id);
  return renderPage({
    title: `Delivery ${delivery.number} · ${id}`,
    live: `/live${here}/deliveries/${encodeURIComponent(delivery.key)}`,
    frame,
    said,
    children: (
      <>
        <p>
          <a href="/integrations">Integrations</a> / <a href={here}>{id}</a>
        </p>
        <h1>
          Delivery {delivery.number}{' '}
          <small>
            {title}, {delivery.key}
          </small>
        </h1>
        <div class="badges">
          <StateBadge state={delivery.state} />
          {isRedeliverable && mayRedeliver && (
            <IntegrationButton
              frame={frame}
              id={id}
              action="redeliver"
              fields={{ key: delivery.key }}
              label="Redeliver"
            />
          )}
        </div>
        <Steps {...props} />
        <Repeated {...props} />
        <Outcomes {...props} />
        <Sent {...props} />
      </>
    ),
  });
}
