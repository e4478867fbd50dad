import type { MessageView } from '../../../src/chat/sandbox/render.ts';
import type { SandboxMessage } from '../../../src/chat/sandbox/store.ts';
import { plain, type Span, type Text } from '../../../src/chat/text.ts';
import type { SeenMessage } from '../../contract/harness.ts';

function texts(view: MessageView): Text[] {
  return view.sections.flatMap((section) => [
    ...(section.text ? [section.text] : []),
    ...(section.preformatted === undefined ? [] : [[section.preformatted]]),
    ...(section.fields ?? []).map((field) => field.value),
    ...(section.footnote ? [section.footnote] : []),
  ]);
}

function emphasised(span: Span): string[] {
  if (typeof span === 'string') return [];
  if ('bold' in span) return [span.bold];
  if ('italic' in span) return [span.italic];
  return 'code' in span ? [span.code] : [];
}

/** Reads a stored message as the page shows it: spans decide what is formatted and who is notified, nothing else does. */
export function read(message: SandboxMessage, pins: readonly string[]): SeenMessage {
  const { view } = message;
  const spans = texts(view).flat();
  const buttons = (view.elements ?? [])
    .filter((element) => element.kind === 'button')
    .map((button) => button.label);
  const labels = view.sections.flatMap((section) => (section.fields ?? []).map((field) => field.label));
  return {
    id: message.id,
    text: [view.heading ?? '', ...labels, ...texts(view).map(plain), ...buttons].join('\n'),
    fallback: view.summary,
    pings: spans.flatMap((span) => (typeof span === 'object' && 'user' in span ? [span.user] : [])),
    formatted: [
      ...spans.flatMap(emphasised),
      ...view.sections.flatMap(({ preformatted = '' }) => (preformatted === '' ? [] : [preformatted])),
    ],
    buttons,
    ...(message.thread !== undefined && { thread: message.thread }),
    pinned: pins.includes(message.id),
  };
}
