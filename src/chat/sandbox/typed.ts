import { MUSTER } from '../../incident/person.ts';
import type { Text } from '../text.ts';
import type { MessageView } from './render.ts';
import type { SandboxPerson } from './settings.ts';
import { bounded } from '../../text/bounded.ts';

/** An address (without the punctuation that ends its sentence), or `@name`. */
const NOTABLE =
  /(?<address>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])|(?<![\p{L}\d])@(?<name>[\p{L}\d][\p{L}\d_-]*)/giu;

type Named = Pick<SandboxPerson, 'id' | 'name'>;

/** @returns what somebody typed, with addresses as links and `@ana` as a mention of her, by id or name. */
export function typedText(text: string, people: readonly Named[]): Text {
  const all = [...people, MUSTER];
  const spans: Text[number][] = [];
  let from = 0;
  for (const match of text.matchAll(NOTABLE)) {
    const { address, name = '' } = match.groups ?? {};
    const word = name.toLowerCase();
    const person = all.find((one) => one.id === word || one.name.toLowerCase() === word);
    if (address === undefined && !person) continue;
    if (match.index > from) spans.push(text.slice(from, match.index));
    spans.push(person ? { user: person.id, name: person.name } : { link: match[0], label: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) spans.push(text.slice(from));
  return spans;
}

/** @returns a message that a person typed, as it is stored. */
export function typedMessage(text: string, people: readonly Named[]): MessageView {
  return { summary: bounded(text, 200), sections: [{ text: typedText(text, people) }] };
}
