import type { Span, Text as Spans } from '../../chat/text.ts';
import { utc } from '../../chat/text.ts';
import { localTime } from '../local-time.ts';

export function Time({ at, seconds = false }: { at: number; seconds?: boolean }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={utc(at)}>
      {localTime(at, seconds)}
    </time>
  );
}

function Piece({ span, me }: { span: Span; me: string }) {
  if (typeof span === 'string') return <>{span}</>;
  if ('bold' in span) return <strong>{span.bold}</strong>;
  if ('italic' in span) return <em>{span.italic}</em>;
  if ('code' in span) return <code>{span.code}</code>;
  if ('link' in span) {
    return (
      <a href={span.link} target="_blank" rel="noopener noreferrer">
        {span.label}
      </a>
    );
  }
  if ('time' in span) return <Time at={span.time} seconds />;
  const isMe = 'user' in span && span.user === me;
  return <span class={isMe ? 'mention mention-me' : 'mention'}>@{span.name}</span>;
}

/** A text as the page shows it: every string as text, whatever markup it seems to hold. */
export function Text({ text, me }: { text: Spans; me: string }) {
  return (
    <>
      {text.map((span, n) => (
        <Piece key={n} span={span} me={me} />
      ))}
    </>
  );
}
