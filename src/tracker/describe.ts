import { actionId, type ActionItem } from '../action-item/item.ts';
import type { Text } from '../chat/text.ts';
import type { Incident } from '../incident/incident.ts';
import type { NewTicket } from './tracker.ts';

/** Longest title that every tracker takes whole, in characters: what is longer stands in the text as well. */
const WHOLE_TITLE = 240;

/**
 * @param about the incident; undefined where nothing may be told of it.
 * @param page address of the incident's post-mortem, which only those can read who may.
 * @param due the day by which it is to be done, `2026-03-01`.
 * @returns what a ticket says of an action item.
 */
export function ticketText(
  item: ActionItem,
  about: Pick<Incident, 'id' | 'title' | 'severity' | 'service' | 'team'> | undefined,
  page: string,
  due: string | undefined,
): Omit<NewTicket, 'place' | 'marker'> {
  const id = actionId(item);
  const link = { link: page, label: id };
  const of: Text = about ? [` of ${about.id}: `, { bold: about.title }, `${inBrackets(about)}.`] : ['.'];
  const facts: Text[] = [
    // Who works on a private incident says something of it.
    ...(item.owner && about ? [['Owner: ', { bold: item.owner.name }]] : []),
    ...(due === undefined ? [] : [[`Due: ${due}`]]),
  ];
  return {
    title: item.text,
    paragraphs: [
      ...(item.text.length > WHOLE_TITLE ? [[item.text]] : []),
      ['Action item ', link, ...of],
      ...facts,
    ],
    ...(due !== undefined && { due }),
  };
}

function inBrackets({ severity, service, team }: Pick<Incident, 'severity' | 'service' | 'team'>): string {
  const parts = [
    severity,
    ...(service === undefined ? [] : [`service ${service}`]),
    ...(team === undefined ? [] : [`team ${team}`]),
  ];
  return ` (${parts.join(', ')})`;
}
