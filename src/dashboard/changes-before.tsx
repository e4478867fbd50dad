import { beforeText, mappingText } from '../chat/changes.ts';
import type { ChangesBefore } from '../git/before.ts';
import { newsText } from '../git/news-text.ts';
import { span } from '../incident/age.ts';
import type { Incident } from '../incident/incident.ts';
import { incidentAddress } from './address.ts';
import { When, Words } from './parts.tsx';

/** How far one may look back on the page, as its address says it. */
export const LOOK_BACKS = ['24h', '3d', '7d', '30d'] as const;

const SHOWN = 50;

function LookBacks({ incident, chosen }: { incident: Incident; chosen: string }) {
  const [path = '', query = ''] = incidentAddress(incident).split('?');
  return (
    <p class="hint">
      How long before:{' '}
      {LOOK_BACKS.map((one) => {
        const search = new URLSearchParams(query);
        search.set('changes', one);
        return (
          <>
            <a
              href={`${path}?${search.toString()}#changes`}
              aria-current={one === chosen ? 'true' : undefined}
            >
              {one}
            </a>{' '}
          </>
        );
      })}
    </p>
  );
}

/** What went live before the incident began, and what mentions it. @param chosen how long before, as the address says it. */
export function ChangesBeforeIt({
  incident,
  found,
  chosen,
}: {
  incident: Incident;
  found: ChangesBefore;
  chosen: string;
}) {
  const { changes, total, until, from, mentions, places, service } = found;
  const trouble = mappingText(found);
  const shown = changes.slice(0, SHOWN);
  return (
    <section class="changes" aria-labelledby="changes">
      <h2 id="changes">What changed before</h2>
      {places.length > 0 && <LookBacks incident={incident} chosen={chosen} />}
      {shown.length > 0 ? (
        <ol class="panel plain">
          {shown.map((one) => (
            <li key={`${one.repository} ${one.key}`} data-kind={one.kind}>
              <Words text={beforeText(one, until)} />
            </li>
          ))}
        </ol>
      ) : (
        places.some(({ seenAt }) => seenAt !== undefined) && (
          <p class="panel">
            Nothing went live to {service?.name ?? 'the service'} in the {span(until - from)} before.
          </p>
        )
      )}
      {total > shown.length && (
        <p class="hint">
          The newest {shown.length} of {total} are shown.
        </p>
      )}
      {trouble && (
        <p class="hint">
          <Words text={trouble} />
        </p>
      )}
      {mentions.length > 0 && (
        <>
          <h3>Mentioned by</h3>
          <ul class="panel plain">
            {mentions.map((news) => (
              <li key={news.key}>
                <Words text={newsText(news)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Web pages that people put on the incident. @param now epoch milliseconds. */
export function WebLinks({ incident, now }: { incident: Incident; now: number }) {
  const { links = [] } = incident;
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="links">
      <h2 id="links">Links</h2>
      <ul class="panel plain">
        {links.map(({ url, title, by, at }) => (
          <li key={url}>
            <a href={url} rel="noreferrer">
              {title ?? url}
            </a>{' '}
            <span class="hint">
              {by.name}, <When at={at} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
