import { encodeAction, type Button, type Element, type Select } from '../element.ts';
import type { Message, Section } from '../message.ts';
import type { Span, Text } from '../text.ts';
import { bounded } from '../../text/bounded.ts';
import { excerpt } from '../../text/excerpt.ts';
import { shorten } from './shorten.ts';

/** Elements as the page keeps them: their action is already one string. */
export type ElementView = (Omit<Button, 'action'> | Omit<Select, 'action'>) & { readonly action: string };

/**
 * A message as it is stored and as the page draws it. It holds no markup: the page shows every string as text, and a
 * link only where {@link render} has left one.
 */
export type MessageView = Omit<Message, 'elements'> & { readonly elements?: readonly ElementView[] };

const LIMITS = {
  summary: 500,
  heading: 300,
  label: 120,
  text: 4_000,
  preformatted: 8_000,
  sections: 20,
  fields: 20,
  elements: 25,
  options: 100,
};

/** Addresses that a link may have: others, such as `javascript:`, are shown as text. `/…` is a page of Muster's own. */
export function linkable(address: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s]+$/i.test(address) || /^\/(?![/\\])[^\s]*$/.test(address);
}

function span(one: Span): Span {
  if (typeof one === 'string') return one;
  if ('link' in one && !linkable(one.link)) return one.label;
  if ('person' in one) return `@${one.name}`;
  return one;
}

function text(spans: Text): Text {
  return shorten(spans, LIMITS.text).map(span);
}

function section(one: Section): Section {
  return {
    ...(one.text && { text: text(one.text) }),
    ...(one.preformatted && { preformatted: excerpt(one.preformatted, LIMITS.preformatted) }),
    ...(one.fields && {
      fields: one.fields
        .slice(0, LIMITS.fields)
        .map(({ label, value }) => ({ label: bounded(label, LIMITS.label), value: text(value) })),
    }),
    ...(one.footnote && { footnote: text(one.footnote) }),
  };
}

function element(one: Element): ElementView {
  const action = encodeAction(one.action);
  if (one.kind === 'button') {
    return {
      kind: 'button',
      label: bounded(one.label, LIMITS.label),
      ...(one.style && { style: one.style }),
      action,
    };
  }
  const options = one.options
    .slice(0, LIMITS.options)
    .map((o) => ({ label: bounded(o.label, LIMITS.label), value: o.value }));
  return { kind: 'select', placeholder: bounded(one.placeholder, LIMITS.label), options, action };
}

/** Draws a neutral message for the sandbox. What is too long is shortened and says so. */
export function render(message: Message): MessageView {
  const dropped = message.sections.length > LIMITS.sections;
  const elements = message.elements?.slice(0, LIMITS.elements).map(element);
  return {
    summary: bounded(message.summary, LIMITS.summary),
    ...(message.heading !== undefined && { heading: bounded(message.heading, LIMITS.heading) }),
    ...(message.accent && { accent: message.accent }),
    sections: [
      ...message.sections.slice(0, LIMITS.sections).map(section),
      ...(dropped ? [{ footnote: ['… (shortened)'] }] : []),
    ],
    ...(elements && elements.length > 0 && { elements }),
  };
}
