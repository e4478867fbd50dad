import type { IncidentId } from '../incident/id.ts';
import type { Sentence, Things } from './sentence.ts';
import type { Description } from './wish.ts';

/** Which incident something is said of. */
export type About =
  | { readonly kind: 'id'; readonly id: IncidentId; readonly bare: boolean }
  /** "it", "this incident". */
  | { readonly kind: 'here' }
  | { readonly kind: 'described'; readonly description: Description };

/** Parts of patterns over what {@link Sentence} holds. */
export const ID = 'inc~\\d+';
export const HERE =
  '(?:it|this|that|these|this one|that one|(?:this|our|that) (?:incident|issue|outage|thing))';
const QUALIFIER = '(?:latest|last|newest|most recent|name~\\d+|sev~\\d+)';
export const DESCRIBED = `(?:the |our |a )?(?:open |current |ongoing |active )*(?:${QUALIFIER} )+(?:team |service )?(?:incident|one|outage|issue)|(?:the )?incident (?:with|of|in|for) (?:the )?name~\\d+|the incident`;
export const OBJECT = `(?:${ID}|${DESCRIBED}|${HERE})`;

/** @returns what a text that matched {@link OBJECT} is about. */
export function aboutOf(text: string, things: Things): About {
  const tag = /(?:inc|num)~\d+/.exec(text)?.[0].replace('num', 'inc');
  const named = tag === undefined ? undefined : things.incidents.get(tag);
  if (named) return { kind: 'id', ...named };
  if (text === 'the incident' || new RegExp(`^${HERE}$`).test(text)) return { kind: 'here' };
  const name = things.names.get(/name~\d+/.exec(text)?.[0] ?? '');
  const severity = things.severities.get(/sev~\d+/.exec(text)?.[0] ?? '');
  return {
    kind: 'described',
    description: {
      // An incident of a service is one of its team as well: the service says more.
      ...(name?.service !== undefined
        ? { service: name.service }
        : name?.team !== undefined && { team: name.team }),
      ...(severity && { severity }),
      ...(/latest|last|newest|most recent/.test(text) && { latest: true as const }),
    },
  };
}

/** @returns the incidents that a sentence names, in their order. */
export function namedIncidents({ words, things }: Sentence): IncidentId[] {
  return words.flatMap(({ text }) => (text.startsWith('inc~') ? (things.incidents.get(text)?.id ?? []) : []));
}
