import { webAddress } from '../incident/web-address.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { leadingId, type Place } from './subject.ts';
import { unquoted } from './token.ts';

/** An address as it is typed, or as platforms pass it on: `<https://example.com|example.com>`. */
const ADDRESS = /^<?(?<url>https?:\/\/[^\s<>|]+)(?:\|[^<>\n]*)?>?(?=\s|$)/i;

/** @returns the address that a text is and nothing more, as it is typed or passed on; undefined for any other text. */
export function loneAddress(text: string): string | undefined {
  const found = ADDRESS.exec(text.trim());
  return found?.[0] === text.trim() ? webAddress(found.groups?.url) : undefined;
}

/**
 * Reads a link for an incident: `42 https://grafana.example/d/checkout The dashboard`.
 * @returns undefined where there is no address: then an account is to be linked.
 */
export function parseWebLink(text: string, place: Place): Ask | Problem | undefined {
  const named = leadingId(text);
  const said = named?.rest ?? text;
  const found = ADDRESS.exec(said);
  if (!found) {
    return named
      ? problem(
          `Which address is to be linked? \`/im link ${named.id} https://grafana.example/d/checkout The dashboard\`.`,
        )
      : undefined;
  }
  const incident = named?.id ?? place.incident;
  if (!incident)
    return problem(
      "Which incident is the link for? Give its id, as in `/im link 42 https://…`, or type this in the incident's own channel.",
    );
  const url = webAddress(found.groups?.url);
  if (url === undefined) return problem('That address is too long to be linked: at most 1000 characters.');
  const title = unquoted(said.slice(found[0].length).trim());
  return { kind: 'command', incident, command: { name: 'link', url, ...(title && { title }) } };
}
