import { parseActionId, type ActionItem } from '../action-item/item.ts';
import type { ActionWish } from '../action-item/wish.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { leadingId, subject, type Place } from './subject.ts';
import { tokens, unquoted } from './token.ts';

const ask = (wish: ActionWish): Ask => ({ kind: 'action', wish });

type Verb = 'done' | 'reopen' | 'assign' | 'due' | 'push';

const VERBS: Readonly<Record<string, Verb>> = {
  done: 'done',
  complete: 'done',
  completed: 'done',
  finish: 'done',
  reopen: 'reopen',
  undo: 'reopen',
  assign: 'assign',
  give: 'assign',
  reassign: 'assign',
  due: 'due',
  push: 'push',
  track: 'push',
  ticket: 'push',
};

/**
 * Reads what was typed after `action`: an item to add, `list`, or what is to become of an item. A verb that no item's id
 * follows is the beginning of an item's text.
 */
export function parseAction(text: string, place: Place): Ask | Problem {
  const [first = '', second = ''] = tokens(text).map((token) => token.text);
  const word = first.toLowerCase();
  if (/^(?:list|ls|show)$/.test(word)) return list(text.slice(first.length), place);
  const verb = Object.hasOwn(VERBS, word) ? VERBS[word] : undefined;
  const item = verb && parseActionId(second.replace(/[,;:]$/, ''), place.incident);
  if (verb && item)
    return change(verb, item, text.slice(text.indexOf(second, first.length) + second.length).trim());
  if (verb && (second === '' || /^(?:#?\d|inc)/i.test(second))) return whichItem(verb);
  const found = leadingId(text);
  if (text === '' || (found && !found.rest)) {
    const incident = found?.id ?? place.incident;
    return ask({ do: 'list', ...(incident && { incident }), mine: false, all: incident !== undefined });
  }
  const about = subject('action', text, place, 'text');
  if ('kind' in about) return about;
  return ask({ do: 'add', incident: about.id, text: unquoted(about.rest) });
}

function whichItem(verb: Verb): Problem {
  return problem(
    `Which action item? Give its id, as in \`/im action ${verb} INC-42-1\`; \`/im action list\` shows them.`,
  );
}

function change(verb: Verb, item: Pick<ActionItem, 'incident' | 'number'>, rest: string): Ask | Problem {
  const id = `${item.incident}-${item.number}`;
  switch (verb) {
    case 'done':
    case 'reopen':
      return rest
        ? problem(`\`action ${verb}\` takes only the item: \`/im action ${verb} ${id}\`.`)
        : ask({ do: verb, item });
    case 'assign': {
      const person = rest.replace(/^to\s+/i, '');
      return person
        ? ask({ do: 'assign', item, person })
        : problem(`To whom? \`/im action assign ${id} @ana\`.`);
    }
    case 'push': {
      const to = rest.replace(/^(?:in)?to\s+/i, '');
      if (/\s/.test(to))
        return problem(
          `\`action push\` takes the item and at most a tracker: \`/im action push ${id} to github/acme/payments\`.`,
        );
      return ask({ do: 'push', item, ...(to && { to }) });
    }
    case 'due': {
      const date = rest.replace(/^(?:by|on)\s+/i, '');
      return date ? ask({ do: 'due', item, date }) : problem(`When? \`/im action due ${id} Friday\`.`);
    }
  }
}

function list(text: string, place: Place): Ask | Problem {
  let incident = undefined;
  let mine = false;
  let all = false;
  for (const { text: word } of tokens(text)) {
    const named = leadingId(word);
    if (/^(?:--|[—–])?mine$|^-m$/i.test(word)) mine = true;
    else if (/^(?:--|[—–])?all$|^-a$/i.test(word)) all = true;
    else if (/^here$/i.test(word) && place.incident) incident = place.incident;
    else if (named && !named.rest) incident = named.id;
    else
      return problem(
        `\`action list\` does not understand ${JSON.stringify(word.slice(0, 40))}: \`/im action list [id] [--mine] [--all]\`.`,
      );
  }
  return ask({ do: 'list', ...(incident && { incident }), mine, all });
}
