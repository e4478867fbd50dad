import { bounded } from '../text/bounded.ts';
import { actionId, stateOf, type ActionItem } from '../action-item/item.ts';
import type { ReminderKind } from '../action-item/reminder.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import { routeText } from '../tracker/route.ts';
import type { Message } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** Most items that one message shows. */
const SHOWN = 25;

/** @param now epoch milliseconds. @returns an item in one line. Notifies nobody. */
export function actionLine(item: ActionItem, now: number): Text {
  const state = stateOf(item, now);
  const sign = { done: '✅', overdue: '⏰', open: '▫️' }[state];
  const owner: Text = item.owner ? [', ', { bold: item.owner.name }] : [', ', { bold: 'nobody' }, ' owns it'];
  const due: Text =
    item.due === undefined || item.done
      ? []
      : [state === 'overdue' ? ', was due ' : ', due ', { time: item.due }];
  return [`${sign} `, { code: actionId(item) }, ` ${item.text}`, ...owner, ...due, ...tracked(item)];
}

/** Where it is in a bug tracker, or why it is not there yet. */
function tracked({ issue, push, comments }: ActionItem): Text {
  if (issue) {
    const said = comments?.at(-1);
    const words = said ? `, ${said.by}: “${brief(said.text)}”` : '';
    const trouble = issue.trouble === undefined ? '' : `, ⚠️ its ticket does not follow: ${issue.trouble}`;
    return [', ', { link: issue.url, label: issue.key }, `${words}${trouble}`];
  }
  if (!push) return [];
  const { trouble } = push;
  if (!trouble) return [`, on its way to ${routeText(push)}`];
  return [`, ⚠️ ${trouble.final ? 'not in' : 'not yet in'} ${routeText(push)}: ${trouble.message}`];
}

/** How much of a comment stands in a list, in characters. */
const SAID = 100;

function brief(text: string): string {
  return bounded(text.replace(/\s+/g, ' ').trim(), SAID);
}

/** @returns what became of an item: `Added INC-42-3: …`. */
export function actionChanged(did: string, item: ActionItem, now: number): Message {
  const text: Text = [`${did}. `, ...actionLine(item, now)];
  return { summary: plain(text), sections: [{ text }] };
}

/** @param about the incident whose items they are; undefined for those of all. */
export function actionList(
  items: readonly ActionItem[],
  about: { readonly incident?: IncidentId | undefined; readonly mine: boolean; readonly all: boolean },
  now: number,
): Message {
  const whose = about.mine ? 'Your action items' : 'Action items';
  const of = about.incident === undefined ? '' : ` of ${about.incident}`;
  if (items.length === 0) {
    const what = about.all ? '' : ' to be done';
    const text = `${whose}${of}: none${what}.`;
    return { summary: text, sections: [{ text: [text] }] };
  }
  const lines = items.slice(0, SHOWN).flatMap((item): Span[] => ['\n', ...actionLine(item, now)]);
  const more = items.length - SHOWN;
  const rest = more > 0 ? [{ footnote: [`${more} more are in the API and on the post-mortems.`] }] : [];
  const heading = `${whose}${of}: ${items.length}`;
  return { summary: heading, sections: [{ text: [{ bold: heading }, ...lines] }, ...rest] };
}

const REMINDERS: Record<ReminderKind, string> = {
  soon: 'Due tomorrow',
  today: 'Due today',
  overdue: 'Overdue',
  undated: 'Still to be done',
};

/** @returns what an owner is reminded of. @param page address of the incident's post-mortem. */
export function actionReminder(item: ActionItem, kind: ReminderKind, page: string): Message {
  const unowned: Text = item.owner
    ? []
    : [' Nobody owns it yet: ', { code: `/im action assign ${actionId(item)} @somebody` }, '.'];
  return told(item, REMINDERS[kind], unowned, page);
}

/** @returns what an owner is told who did not take it themselves. @param page address of the incident's post-mortem. */
export function actionGiven(item: ActionItem, by: Person, page: string): Message {
  return told(item, `${by.name} gave you an action item`, [], page);
}

function told(item: ActionItem, why: string, more: Text, page: string): Message {
  const id = actionId(item);
  const text: Text = [
    { bold: `${why}: ` },
    { code: id },
    ` ${item.text}`,
    ...(item.due === undefined ? [] : [' (due ', { time: item.due } as const, ')']),
    '.',
  ];
  return {
    summary: plain(text),
    sections: [
      { text: [...text, ...more] },
      {
        footnote: [
          'When it is done: ',
          { code: `/im action done ${id}` },
          '. ',
          { link: page, label: `Post-mortem of ${item.incident}` },
        ],
      },
    ],
  };
}
