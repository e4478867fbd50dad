import type { Message, Section } from '../src/chat/message.ts';
import type { Span, Text } from '../src/chat/text.ts';

/** Makes of the people in a message the users of one provider instance who are notified there; the others are named. */
export type Localise = (message: Message, instance: string, tenant: string) => Promise<Message>;

/**
 * @param notified the platform user id of a person on an instance whom a mention notifies; undefined for who has no
 * account there, and for who wants to be paged only.
 */
export function createLocalise(
  notified: (tenant: string, person: string, instance: string) => Promise<string | undefined>,
): Localise {
  return async (message, instance, tenant) => {
    const users = new Map<string, string | undefined>();
    const spans = message.sections.flatMap(({ text = [], fields = [], footnote = [] }) => [
      ...text,
      ...fields.flatMap(({ value }) => value),
      ...footnote,
    ]);
    const people = new Set(
      spans.flatMap((part) => (typeof part !== 'string' && 'person' in part ? [part.person] : [])),
    );
    if (people.size === 0) return message;
    await Promise.all(
      [...people].map(async (person) => users.set(person, await notified(tenant, person, instance))),
    );

    const span = (part: Span): Span => {
      if (typeof part === 'string' || !('person' in part)) return part;
      const user = users.get(part.person);
      return user === undefined ? part.name : { user, name: part.name };
    };
    const text = (parts: Text): Text => parts.map(span);
    const section = (part: Section): Section => ({
      ...part,
      ...(part.text && { text: text(part.text) }),
      ...(part.fields && { fields: part.fields.map(({ label, value }) => ({ label, value: text(value) })) }),
      ...(part.footnote && { footnote: text(part.footnote) }),
    });
    return { ...message, sections: message.sections.map(section) };
  };
}
