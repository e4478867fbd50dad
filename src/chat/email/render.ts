import { bounded } from '../../text/bounded.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { Element } from '../element.ts';
import type { Message } from '../message.ts';
import { plain, utc, type Span, type Text } from '../text.ts';

/** A button as a mail can have it. */
export interface MailLink {
  readonly label: string;
  readonly href: string;
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Longest subject: RFC 5322 asks for lines of at most 998 characters; nobody reads that many. */
const SUBJECT = 400;
/** Characters of what a program printed. */
const PREFORMATTED = 20_000;

/** @returns buttons that can be pressed by a link alone: those that open no form. */
export function pressable(
  elements: readonly Element[] = [],
): { label: string; command: string; incident?: string }[] {
  return elements.flatMap((element) =>
    element.kind === 'button' && !element.action.command.startsWith('open:')
      ? [{ label: element.label, ...element.action }]
      : [],
  );
}

/** Draws a message for mail programs, as text and as HTML without pictures, scripts or styles from elsewhere. */
export function render(message: Message, links: readonly MailLink[]): Mail {
  const { summary, heading, sections } = message;
  const text = [
    heading ?? summary,
    ...sections.map(({ text: body, preformatted, fields = [], footnote }) =>
      [
        ...(body ? [inText(body)] : []),
        ...(preformatted ? [excerpt(preformatted, PREFORMATTED)] : []),
        ...fields.map(({ label, value }) => `${label}: ${inText(value)}`),
        ...(footnote ? [inText(footnote)] : []),
      ].join('\n'),
    ),
    ...links.map(({ label, href }) => `${label}: ${href}`),
  ].join('\n\n');
  const body = sections
    .map(({ text: paragraph, preformatted, fields = [], footnote }) =>
      [
        ...(paragraph ? [`<p>${inHtml(paragraph)}</p>`] : []),
        ...(preformatted ? [`<pre>${escaped(excerpt(preformatted, PREFORMATTED))}</pre>`] : []),
        ...(fields.length > 0
          ? [
              `<p>${fields.map(({ label, value }) => `<b>${escaped(label)}:</b> ${inHtml(value)}`).join('<br>')}</p>`,
            ]
          : []),
        ...(footnote ? [`<p><small>${inHtml(footnote)}</small></p>`] : []),
      ].join('\n'),
    )
    .join('\n');
  const buttons = links.map(
    ({ label, href }) => `<p><a href="${escaped(href)}"><b>${escaped(label)}</b></a></p>`,
  );
  const title = escaped(heading ?? summary);
  return {
    subject: bounded(oneLine(summary), SUBJECT),
    text: `${text}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>\n<body><h2>${title}</h2>\n${body}\n${buttons.join('\n')}</body></html>\n`,
  };
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

function inText(text: Text): string {
  return text
    .map((span) =>
      typeof span === 'object' && 'link' in span ? `${span.label} (${span.link})` : plain([span]),
    )
    .join('');
}

function inHtml(text: Text): string {
  return text.map(spanOf).join('').replaceAll('\n', '<br>');
}

function spanOf(span: Span): string {
  if (typeof span === 'string') return escaped(span);
  if ('bold' in span) return `<b>${escaped(span.bold)}</b>`;
  if ('italic' in span) return `<i>${escaped(span.italic)}</i>`;
  if ('code' in span) return `<code>${escaped(span.code)}</code>`;
  if ('time' in span) return escaped(utc(span.time));
  if ('link' in span) {
    const label = escaped(span.label);
    return /^https?:\/\//i.test(span.link) ? `<a href="${escaped(span.link)}">${label}</a>` : label;
  }
  return escaped(`@${span.name}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** @returns text from outside as text in HTML, also within an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}
