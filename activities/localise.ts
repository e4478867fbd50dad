import type { Message, Section } from '../src/chat/message.ts';
import type { Span, Text } from '../src/chat/text.ts';

/** Makes of the people in a message the users of one provider instance, so that they are notified there. */
export type Localise = (message: Message, instance: string) => Message;

/** @param userOf the platform user id of a person on an instance, if known. */
export function createLocalise(userOf: (person: string, instance: string) => string | undefined): Localise {
  return (message, instance) => {
    const span = (part: Span): Span => {
      if (typeof part === 'string' || !('person' in part)) return part;
      const user = userOf(part.person, instance);
      return user === undefined ? part.name : { user, name: part.name };
    };
    const text = (parts: Text): Text => parts.map(span);
    const section = (part: Section): Section => ({
      ...(part.text && { text: text(part.text) }),
      ...(part.fields && { fields: part.fields.map(({ label, value }) => ({ label, value: text(value) })) }),
      ...(part.footnote && { footnote: text(part.footnote) }),
    });
    return { ...message, sections: message.sections.map(section) };
  };
}
