import { utc, type Span, type Text } from '../../chat/text.ts';

/** Everything that means something in wiki markup, with what makes HTML of a character reference. */
const SPECIAL = /[\\{}[\]()*_\-+^~?!|#@:;,&<>"']/g;

/**
 * @returns text as Jira Data Center shows it as it stands: no markup, no macro, no emoticon, no mention (`[~ana]`). A
 * backslash is no help everywhere, since two of them break the line; a character reference is.
 * Source: Jira, "Text formatting notation help", "Escaping special characters".
 */
export function wikiEscaped(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(SPECIAL, (one) => `&#${one.charCodeAt(0)};`);
}

/** @returns paragraphs as wiki markup. */
export function wikiOf(paragraphs: readonly Text[]): string {
  return paragraphs.map((text) => text.map(spanOf).join('')).join('\n\n');
}

function spanOf(span: Span): string {
  if (typeof span === 'string') return wikiEscaped(span);
  if ('bold' in span) return span.bold.trim() ? `*${wikiEscaped(span.bold)}*` : '';
  if ('italic' in span) return span.italic.trim() ? `_${wikiEscaped(span.italic)}_` : '';
  if ('code' in span) return span.code ? `{{${wikiEscaped(span.code)}}}` : '';
  if ('link' in span)
    return /^https?:\/\/[^\s|[\]{}]+$/i.test(span.link)
      ? `[${wikiEscaped(span.label)}|${span.link}]`
      : wikiEscaped(span.label);
  if ('time' in span) return wikiEscaped(utc(span.time));
  return wikiEscaped(span.name);
}
