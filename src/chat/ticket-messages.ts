import { actionId, type ActionItem, type TrackedIssue } from '../action-item/item.ts';
import type { Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** @returns what who asked is told when the action item is in the bug tracker. */
export function ticketMade(item: ActionItem, { tracker, key, url }: TrackedIssue): Message {
  const text: Text = [
    { bold: `Pushed to ${tracker}: ` },
    { code: actionId(item) },
    ` ${item.text} is `,
    { link: url, label: key },
    '.',
  ];
  return { summary: plain(text), sections: [{ text }] };
}

/** @param route where it was to stand, `github/acme/payments`. @param why with what to do next. */
export function ticketNotMade(item: ActionItem, route: string, why: string): Message {
  const id = actionId(item);
  const text: Text = [
    { bold: `Not pushed to ${route}: ` },
    { code: id },
    ` ${item.text}. ${/[.!?]$/.test(why) ? why : `${why}.`}`,
  ];
  return {
    summary: plain(text),
    sections: [{ text }, { footnote: ['When that is put right: ', { code: `/im action push ${id}` }, '.'] }],
  };
}
