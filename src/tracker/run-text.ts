import { shownData, type Notice } from '../action/notice.ts';
import type { Run } from '../action/run.ts';
import { runStatusText, runWords } from '../chat/run-words.ts';
import type { Text } from '../chat/text.ts';
import { bounded } from '../text/bounded.ts';
import { titleOf } from './title.ts';
import type { NewTicket } from './tracker.ts';

/** Characters of the title, of one value of `data` and of the message. */
const TITLE = 200;
const VALUE = 2_000;
const MESSAGE = 12_000;

/** @param page address of the run's page, where that can be reached. @returns what a ticket says of how a run ended. */
export function runTicketText(
  run: Run,
  { message, data, problem }: Notice,
  page: string | undefined,
): Pick<NewTicket, 'title' | 'paragraphs'> {
  const { id, action, asked, failure } = run;
  const { shown, left } = shownData(data);
  const [first = ''] = message?.split('\n') ?? [];
  const named: Text = page === undefined ? [id] : [{ link: page, label: id }];
  return {
    title: titleOf(first === '' ? `${id} ${action}: ${runWords(run)}` : first, TITLE),
    paragraphs: [
      ...(message === undefined ? [] : [[bounded(message, MESSAGE)]]),
      [
        ...named,
        ` ${action}: `,
        ...runStatusText(run),
        `, ordered by ${asked.by.name} at `,
        { time: asked.at },
        '.',
      ],
      ...(failure ? [[failure.message]] : []),
      ...shown.map(({ name, written }): Text => [{ bold: `${name}: ` }, bounded(written, VALUE)]),
      ...(left > 0 ? [[`And ${left} more.`]] : []),
      ...(problem === undefined
        ? []
        : [[`What \`notify\` of ${action} says could not be rendered: ${problem}`]]),
    ],
  };
}
