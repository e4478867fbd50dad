import type { IncidentView } from '../incident/view.ts';
import type { PostmortemDocument } from '../postmortem/document.ts';
import type { Facts } from '../postmortem/facts.ts';
import { writtenSections, type Template } from '../postmortem/template.ts';
import { lengthOf } from '../postmortem/wall-clock.ts';
import type { Message } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** What is told of a post-mortem in chat. */
export interface PostmortemShort {
  readonly view: IncidentView;
  readonly document: PostmortemDocument;
  readonly facts: Facts;
  readonly template: Template;
  /** How many action items are to be done, and how many there are. */
  readonly actions: { readonly open: number; readonly all: number };
  /** Address of the document. */
  readonly page: string;
}

/** @returns a post-mortem in short: where it is, how long things took, what is still to be written. */
export function postmortemMessage(short: PostmortemShort): Message {
  const { view, document, facts, template, actions, page } = short;
  const { id, title, severity } = view.incident;
  const missing = writtenSections(template).filter(({ key }) => document.sections[key] === undefined);
  const lead: Text = [
    { link: page, label: `Post-mortem of ${id}` },
    ': ',
    { bold: title },
    ` (${severity}), ${document.status}.`,
  ];
  const times = (
    [
      ['detected', facts.detectMs],
      ['acknowledged', facts.acknowledgeMs],
      ['mitigated', facts.mitigateMs],
      ['resolved', facts.resolveMs],
    ] as const
  ).flatMap(([what, ms]) => (ms === undefined ? [] : [`${what} after ${lengthOf(ms)}`]));
  const todo: Span[] =
    actions.all === 0
      ? ['No action items yet: ', { code: `/im action ${id} add an alert @ana by Friday` }, ' adds one.']
      : [`Action items: ${actions.open} of ${actions.all} still to be done.`];
  return {
    summary: plain(lead),
    sections: [
      { text: lead },
      ...(times.length > 0 ? [{ text: [`It was ${times.join(', ')}.`] }] : []),
      { text: todo },
      {
        footnote: [
          missing.length === 0
            ? 'Every section is written.'
            : `Still to be written: ${missing.map((one) => one.title).join(', ')}.`,
        ],
      },
    ],
  };
}
