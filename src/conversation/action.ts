import { parseActionId } from '../action-item/item.ts';
import type { ActionWish } from '../action-item/wish.ts';
import type { Ask } from '../command/ask.ts';
import { leadingId } from '../command/subject.ts';
import { bare } from './address.ts';
import type { Setting } from './setting.ts';

const ADD =
  /^(?:please\s+|@?muster[,:]?\s+)*(?:(?:new|add(?:\s+an?)?|create(?:\s+an?)?|note(?:\s+an?)?)\s+)?action(?:\s+item)?(?:\s+(?:for|on|to|of)\s+(?<about>(?:inc[-_ ]?#?|#)?\d+|this|it|here))?\s*[:–—]\s*(?<text>\S[\s\S]*)$/i;

const LIST =
  /^(?:please\s+)?(?:(?:show|list|give)(?:\s+me)?|what(?:'s|\s+are|\s+is)?)?\s*(?<mine>my\s+)?(?:(?:open|all)\s+)?(?:the\s+)?action\s+items?(?:\s+(?:of|for|on|from)\s+(?<about>(?:inc[-_ ]?#?|#)?\d+|this|it))?(?:\s+(?:are\s+)?(?:mine|(?<me>do\s+i\s+have)))?\s*[?.!]*$/i;

const ITEM = '(?:the\\s+)?(?:action(?:\\s+item)?\\s+)?(?<item>(?:inc[-_ ]?#?)?\\d+-\\d+)';
/** "mark action INC-42-1 as done", "INC-42-1 is done", "reopen action INC-42-1". */
const IS_DONE = '(?:done|complete|completed|finished)';
const DONE = new RegExp(
  [
    `^(?:tick(?: off)?|complete|finish)\\s+${ITEM}(?:\\s+(?:as\\s+)?${IS_DONE})?$`,
    `^(?:mark|set)\\s+${ITEM.replace('<item>', '<marked>')}\\s+(?:as\\s+)?${IS_DONE}$`,
    `^${ITEM.replace('<item>', '<other>')}\\s+(?:is|has been|was)\\s+${IS_DONE}$`,
  ].join('|'),
  'i',
);
const GIVE = new RegExp(
  `^(?:give|assign|reassign|hand)\\s+${ITEM}\\s+to\\s+(?<person><@[^<>\\n]+>|@"[^"\\n]+"|@[\\p{L}][\\p{L}\\p{N}._-]*|me)$`,
  'iu',
);
/** "push INC-42-1 to jira", "create a ticket for INC-42-1". */
const PUSH = new RegExp(
  `^(?:push|(?:create|make|open|file)\\s+an?\\s+(?:ticket|issue)\\s+(?:for|of|from))\\s+${ITEM}(?:\\s+(?:in)?to\\s+(?:the\\s+(?:bug\\s+|issue\\s+)?tracker|(?<to>[\\w.-]+(?:/[\\w./-]+)?)))?$`,
  'i',
);
const UNDO = new RegExp(`^(?:reopen|undo)\\s+${ITEM}$`, 'i');

/** @returns what is to become of an item that is named by its id: nothing else can be meant by one. */
function ofItem(text: string): Extract<Ask, { kind: 'action' }> | undefined {
  const said = bare(text);
  if (!said || said.asks) return undefined;
  const done = DONE.exec(said.text)?.groups;
  const given = GIVE.exec(said.text)?.groups;
  const pushed = PUSH.exec(said.text)?.groups;
  const named =
    pushed?.item ??
    done?.item ??
    done?.marked ??
    done?.other ??
    given?.item ??
    UNDO.exec(said.text)?.groups?.item;
  const item = named === undefined ? undefined : parseActionId(named, undefined);
  if (!item) return undefined;
  if (pushed) return { kind: 'action', wish: { do: 'push', item, ...(pushed.to && { to: pushed.to }) } };
  const wish: ActionWish = given
    ? { do: 'assign', item, person: given.person ?? '' }
    : { do: done ? 'done' : 'reopen', item };
  return { kind: 'action', wish };
}

/** @returns what somebody says of action items: `action item: @ana add an alert by Friday`. */
export function ofActions(text: string, setting: Setting): Extract<Ask, { kind: 'action' }> | undefined {
  const said = text.trim();
  const incidentOf = (about: string | undefined) =>
    about === undefined || /^(?:this|it|here)$/i.test(about) ? setting.incident : leadingId(about)?.id;
  const add = ADD.exec(said)?.groups;
  if (add) {
    const inText = add.about === undefined && !setting.incident ? leadingId(add.text ?? '') : undefined;
    const incident = inText?.id ?? incidentOf(add.about);
    const wording = inText?.rest ?? add.text ?? '';
    return incident && wording ? { kind: 'action', wish: { do: 'add', incident, text: wording } } : undefined;
  }
  const list = LIST.exec(said)?.groups;
  if (!list) return ofItem(said);
  const incident = incidentOf(list.about);
  const mine = list.mine !== undefined || list.me !== undefined;
  const of = list.about === undefined && mine ? undefined : incident;
  return { kind: 'action', wish: { do: 'list', ...(of && { incident: of }), mine, all: false } };
}
