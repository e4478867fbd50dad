import { utc, type Span, type Text } from '../chat/text.ts';
import type { Mark } from '../incident/incident.ts';
import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';
import { age } from './age.ts';

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <span class={`severity ${severity.toLowerCase()}`}>{severity}</span>;
}

export function StatusBadge({ status }: { status: Status }) {
  return <span class={`status ${status}`}>{status}</span>;
}

/** How long ago an instant was, or how soon it will be; the browser goes on counting. @param at, now epoch milliseconds. */
export function When({ at, now }: { at: number; now: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={utc(at)} data-shown="age">
      {age(at, now)}
    </time>
  );
}

/** A line of facts: when something was done and by whom; nothing where nobody did it. @param now epoch milliseconds. */
export function MarkLine({ word, mark, now }: { word: string; mark: Mark | undefined; now: number }) {
  if (!mark) return null;
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <When at={mark.at} now={now} /> by {mark.by.name}
      </dd>
    </>
  );
}

/** An instant in UTC, which the browser turns into the reader's own zone. @param at epoch milliseconds. */
export function Clock({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={utc(at)} data-shown="clock">
      {utc(at)}
    </time>
  );
}

function Piece({ span }: { span: Span }) {
  if (typeof span === 'string') return <>{span}</>;
  if ('bold' in span) return <strong>{span.bold}</strong>;
  if ('italic' in span) return <em>{span.italic}</em>;
  if ('code' in span) return <code>{span.code}</code>;
  if ('link' in span) return <a href={span.link}>{span.label}</a>;
  if ('time' in span) return <Clock at={span.time} />;
  return <>@{span.name}</>;
}

/** A text as a page shows it: every string as text, whatever markup it seems to hold. */
export function Words({ text }: { text: Text }) {
  return (
    <>
      {text.map((span, n) => (
        <Piece key={n} span={span} />
      ))}
    </>
  );
}

/** How long it is until an instant; the browser counts down every second, silently for screen readers. @param at, now epoch milliseconds. */
export function Countdown({ at, now }: { at: number; now: number }) {
  return (
    <time class="countdown" dateTime={new Date(at).toISOString()} title={utc(at)} data-shown="countdown">
      {at > now ? age(at, now) : 'now'}
    </time>
  );
}
