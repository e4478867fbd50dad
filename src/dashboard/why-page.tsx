import { notPagedLine } from '../chat/why-not.ts';
import {
  pageLine,
  policyLine,
  slaPolicyLines,
  stepLine,
  stepNext,
  untoldText,
  whoWasPaged,
} from '../chat/why.ts';
import type { ExplainedStep, Explanation, NotPaged } from '../explanation/explanation.ts';
import type { IncidentView } from '../incident/view.ts';
import { incidentAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { SeverityBadge, StatusBadge, Words } from './parts.tsx';

export interface WhyPageProps {
  readonly view: IncidentView;
  readonly explanation: Explanation;
  readonly frame: Frame;
}

function Step({ step }: { step: ExplainedStep }) {
  return (
    <li id={`step-${step.sequence}`}>
      <p>
        <Words text={stepLine(step)} />
      </p>
      <ul>
        {step.pages.map((page, n) => (
          <li key={n} data-outcome={page.outcome}>
            <Words text={pageLine(page)} />
          </li>
        ))}
      </ul>
      <p>
        <Words text={stepNext(step)} />
      </p>
    </li>
  );
}

function Missed({ notPaged }: { notPaged: readonly NotPaged[] }) {
  if (notPaged.length === 0) return null;
  return (
    <section>
      <h2>Not paged</h2>
      <ul>
        {notPaged.map((one, n) => (
          <li key={n}>
            <Words text={notPagedLine(one)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** @returns the page that explains each page of an incident. */
export function whyPage({ view, explanation, frame }: WhyPageProps): string {
  const { incident } = view;
  const { steps, notPaged, untold } = explanation;
  return renderPage({
    title: `Why: ${incident.id} ${incident.title}`,
    live: `/live/${incident.id}`,
    frame,
    children: (
      <article class="why">
        <h1>
          <a class="id" href={incidentAddress(incident)}>
            {incident.id}
          </a>{' '}
          Why who was paged
        </h1>
        <p class="badges">
          <SeverityBadge severity={incident.severity} /> <StatusBadge status={incident.status} />
          {incident.private && <span class="status">private</span>} {incident.title}
        </p>
        <p>
          <Words text={policyLine(explanation)} />
        </p>
        {slaPolicyLines(explanation).map((text, n) => (
          <p key={n}>
            <Words text={text} />
          </p>
        ))}
        <p>
          <Words text={whoWasPaged(explanation)} />
        </p>
        {steps.length > 0 && (
          <section>
            <h2>Steps</h2>
            <ol class="plain">
              {steps.map((step) => (
                <Step key={step.sequence} step={step} />
              ))}
            </ol>
          </section>
        )}
        <Missed notPaged={notPaged} />
        {untold.length > 0 && (
          <p>
            <Words text={untoldText(untold)} />
          </p>
        )}
      </article>
    ),
  });
}
