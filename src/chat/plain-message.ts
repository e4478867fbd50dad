import type { Message, Section } from './message.ts';
import { plain, utc, type Span, type Text } from './text.ts';

/** @returns a message as lines of text, for a terminal; what can be pressed is left out, and so are addresses behind words. */
export function plainMessage({ heading, sections, summary }: Message): string {
  const parts = [...(heading === undefined ? [] : [heading]), ...sections.map(sectionText)];
  const text = parts.filter(Boolean).join('\n');
  return text || summary;
}

function sectionText({ text, preformatted, fields = [], footnote }: Section): string {
  return [
    ...(text ? [lineOf(text)] : []),
    ...(preformatted ? [preformatted] : []),
    ...fields.map(({ label, value }) => `${label}: ${lineOf(value)}`),
    ...(footnote ? [lineOf(footnote)] : []),
  ].join('\n');
}

function lineOf(text: Text): string {
  return text.map((span) => spanOf(span)).join('');
}

function spanOf(span: Span): string {
  if (typeof span === 'string') return span;
  if ('code' in span) return `\`${span.code}\``;
  if ('link' in span) return span.label === '' ? span.link : span.label;
  if ('time' in span) return utc(span.time);
  return plain([span]);
}
