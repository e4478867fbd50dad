import type { Ask } from '../command/ask.ts';
import { leadingId } from '../command/subject.ts';
import { bare } from './address.ts';
import type { Setting } from './setting.ts';

type TicketAsk = Extract<Ask, { kind: 'ticket' }>;

/** "INC-42", "incident 42", "this incident", "it". */
const ABOUT =
  '(?<about>(?:the\\s+)?(?:incident\\s+)?(?:inc[-_ ]?#?|#)?\\d+|(?:this|the)\\s+(?:incident|one)|this|it|here)';
const OF = `(?:\\s+(?:for|of|from|about)\\s+${ABOUT})`;
/** An issue is also what is wrong: only that of a tracker is a ticket. */
const TICKET =
  '(?:(?:(?:jira|github)\\s+(?:ticket|issue)|(?:(?:bug|tracker|tracking)\\s+)?ticket)s?|(?:bug|issue)\\s+tracker\\s+(?:ticket|issue|entry))';
/** Something is made: what could be a ticket is one, and the tracker may be said by its name. */
const NEW =
  '(?:(?<kind>jira|github)\\s+(?:ticket|issue|bug)|(?:(?:bug|tracker|tracking)\\s+)?(?:ticket|issue))';
const TRACKER =
  '(?:\\s+(?:in|on|at|to)\\s+(?:the\\s+(?:bug\\s+|issue\\s+)?tracker|(?<to>[\\w.-]+(?:/[\\w./-]+)?)))';
const whole = (...ways: readonly string[]) => ways.map((way) => new RegExp(`^(?:${way})$`, 'i'));

const REQUEST = /^(?:(?:can|could|would|will)\s+(?:you|we)\s+(?:please\s+)?)/i;
const CREATE = whole(
  `(?:create|make|open|file|raise|cut)\\s+(?:me\\s+|us\\s+)?(?:an?|another)\\s+(?:new\\s+)?${NEW}${OF}${TRACKER}?`,
  `(?:create|make|open|file|raise|cut)\\s+(?:me\\s+|us\\s+)?(?:an?|another)\\s+(?:new\\s+)?${NEW}${TRACKER}${OF}`,
  `(?:turn|make)\\s+${ABOUT}\\s+(?:in)?to\\s+an?\\s+(?:new\\s+)?${NEW}${TRACKER}?`,
);
/** What is said of a ticket without an incident is of the one in whose channel it is said. */
const CREATE_HERE = whole(
  `(?:create|make|file|raise|cut)\\s+(?:me\\s+|us\\s+)?(?:an?|another)\\s+(?:new\\s+)?(?:(?<kind>jira|github)\\s+(?:ticket|issue)|ticket)${TRACKER}?`,
);
const SHOW = whole(
  `(?:show|give|send|get|find)\\s+(?:me\\s+|us\\s+)?(?:the\\s+|its\\s+|any\\s+)?${TICKET}(?:\\s+link)?${OF}`,
  `(?:what|where|which)(?:(?:['’]s|\\s+is|\\s+are)\\s+the|(?:['’]s|\\s+is|\\s+are)|)\\s+${TICKET}${OF}`,
  `(?:is|are)\\s+there\\s+(?:already\\s+)?(?:an?|any)\\s+${TICKET}${OF}(?:\\s+(?:yet|already))?`,
  `(?:does|do|has|have)\\s+${ABOUT}\\s+(?:have\\s+|got\\s+)?(?:an?|any)\\s+${TICKET}(?:\\s+(?:yet|already))?`,
  `(?:do|have)\\s+we\\s+(?:have\\s+|got\\s+)?(?:an?|any)\\s+${TICKET}${OF}(?:\\s+(?:yet|already))?`,
  `(?:the\\s+)?(?:link|address|url)\\s+(?:of|to|for)\\s+the\\s+${TICKET}${OF}`,
  `(?:we|i)\\s+need\\s+an?\\s+${TICKET}${OF}`,
  `(?:the\\s+)?${TICKET}${OF}`,
);
const SHOW_HERE = whole(
  `(?:show|give|send|get|find)\\s+(?:me\\s+|us\\s+)?(?:the\\s+|its\\s+|any\\s+)${TICKET}(?:\\s+link)?`,
  `(?:what|where)(?:['’]s|\\s+is|\\s+are)\\s+(?:the|its|our)\\s+${TICKET}`,
  `(?:is|are)\\s+there\\s+(?:already\\s+)?(?:an?|any)\\s+${TICKET}(?:\\s+(?:yet|already))?`,
  `(?:do|have)\\s+we\\s+(?:have\\s+|got\\s+)?(?:an?|any)\\s+${TICKET}(?:\\s+(?:yet|already))?`,
);
const UNLINK = whole(`(?:unlink|detach|disconnect)\\s+(?:the\\s+)?${TICKET}${OF}`);

function match(text: string, ways: readonly RegExp[]): Partial<Record<string, string>> | undefined {
  for (const way of ways) {
    const found = way.exec(text);
    if (found) return found.groups ?? {};
  }
  return undefined;
}

/** @returns what a whole sentence wants of the ticket of an incident: `create a ticket for 42`, `is there a ticket for this?`. */
export function ofTickets(given: string, { incident: here }: Setting): TicketAsk | undefined {
  const said = bare(given);
  if (!said) return undefined;
  const text = said.text.replace(REQUEST, '');
  const isRequest = !said.asks || text !== said.text;
  const incidentOf = (about: string | undefined) => {
    const id = about === undefined ? undefined : leadingId(about.replace(/^(?:the\s+)?incident\s+/i, ''));
    return id?.id ?? here;
  };
  const made = isRequest ? (match(text, CREATE) ?? match(text, CREATE_HERE)) : undefined;
  const unlinked = isRequest ? match(text, UNLINK) : undefined;
  const found = made ?? unlinked ?? match(text, SHOW) ?? match(text, SHOW_HERE);
  const incident = found && incidentOf(found.about);
  if (!incident) return undefined;
  if (unlinked) return { kind: 'ticket', wish: { do: 'unlink', incident } };
  if (!made) return { kind: 'ticket', wish: { do: 'show', incident } };
  const to = made.to ?? made.kind?.toLowerCase();
  return { kind: 'ticket', wish: { do: 'create', incident, ...(to !== undefined && { to }) } };
}
