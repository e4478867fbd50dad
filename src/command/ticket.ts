import type { IncidentId } from '../incident/id.ts';
import { webAddress } from '../incident/web-address.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { leadingId, subject, type Place } from './subject.ts';

/** What somebody wants of the tickets of an incident. */
export type TicketWish = { readonly incident: IncidentId } & (
  | { readonly do: 'show' }
  /** `to`: a tracker, or a place of one, as it was typed. */
  | { readonly do: 'create'; readonly to?: string }
  | { readonly do: 'link'; readonly url: string }
  /** `which`: its tracker, key or address, as it was typed. */
  | { readonly do: 'unlink'; readonly which?: string }
);

const CREATE = /^(?:create|make|open|new|add|push)(?=\s|$)\s*/i;
const LINK = /^link(?=\s|$)\s*/i;
const UNLINK = /^(?:unlink|detach|disconnect)(?=\s|$)\s*/i;
/** An address as it is typed, or as platforms pass it on: `<https://example.com|example.com>`. */
const ADDRESS = /^<?(?<url>https?:\/\/[^\s<>|]+)(?:\|[^<>\n]*)?>?$/i;

/** Reads what was typed after `ticket`: `42`, `42 create in jira/PAY`, `create 42`, `link https://…`, `42 unlink jira`. */
export function parseTicket(text: string, place: Place): Ask | Problem {
  const [verb = ''] = CREATE.exec(text) ?? LINK.exec(text) ?? UNLINK.exec(text) ?? [];
  const said = text.slice(verb.length);
  const named = leadingId(said);
  // The id may stand before the verb or after it.
  const found = verb && named ? { id: named.id, rest: `${verb}${named.rest}` } : about(text, place, verb);
  if ('kind' in found) return found;
  const { id: incident, rest } = found;
  const ask = (wish: TicketWish): Ask => ({ kind: 'ticket', wish });
  if (rest === '' || /^(?:show|list|status)$/i.test(rest)) return ask({ do: 'show', incident });
  if (UNLINK.test(rest)) {
    const named = rest.replace(UNLINK, '').trim();
    const which = ADDRESS.exec(named)?.groups?.url ?? named.replace(/^(?:from|in)\s+/i, '');
    return ask({ do: 'unlink', incident, ...(which !== '' && { which }) });
  }
  const address = ADDRESS.exec(rest.replace(LINK, '').trim());
  if (address) {
    const url = webAddress(address.groups?.url);
    return url === undefined
      ? problem('That address is too long for a ticket: at most 1000 characters.')
      : ask({ do: 'link', incident, url });
  }
  if (LINK.test(rest))
    return problem(
      `Which ticket? Give its address: \`/im ticket ${incident} link https://acme.atlassian.net/browse/PAY-17\`.`,
    );
  if (!CREATE.test(rest))
    return problem(
      `\`/im ticket ${incident} create\` makes a ticket, \`/im ticket ${incident} link https://…\` takes one that there is, \`/im ticket ${incident} unlink\` has it follow no more.`,
    );
  const to = rest
    .replace(CREATE, '')
    .replace(/^(?:in|to|at|on)\s+/i, '')
    .trim();
  return ask({ do: 'create', incident, ...(to !== '' && { to }) });
}

function about(text: string, place: Place, verb: string) {
  if (place.incident && (verb !== '' || /^(?:<?https?:)/i.test(text)))
    return { id: place.incident, rest: text };
  return subject('ticket', text, place, 'nothing');
}
