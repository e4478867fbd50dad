import type { Field, Message, Section } from '../message.ts';
import type { Span, Text } from '../text.ts';
import { addressOf } from './address.ts';

function localText(text: Text, team: string | undefined): Text {
  return text.map((span): Span => {
    if (typeof span === 'string' || !('user' in span)) return span;
    const { team: theirs, id } = addressOf(span.user);
    // Slack would take the id for that of somebody else, or of nobody.
    return theirs === team ? { user: id, name: span.name } : { bold: span.name };
  });
}

function localSection(section: Section, team: string | undefined): Section {
  const { text, fields, footnote } = section;
  return {
    ...section,
    ...(text && { text: localText(text, team) }),
    ...(fields && {
      fields: fields.map(({ label, value }): Field => ({ label, value: localText(value, team) })),
    }),
    ...(footnote && { footnote: localText(footnote, team) }),
  };
}

/**
 * @param team the workspace in which it is shown; undefined for the default one.
 * @returns the message with the people of that workspace as users of it, and all others by name.
 */
export function localMessage(message: Message, team: string | undefined): Message {
  return { ...message, sections: message.sections.map((section) => localSection(section, team)) };
}
