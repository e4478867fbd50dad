import { shownData, type Notice } from '../action/notice.ts';
import type { Run } from '../action/run.ts';
import { bounded } from '../text/bounded.ts';
import { excerpt } from '../text/excerpt.ts';
import type { Field, Message, Section } from './message.ts';
import { DISCREET } from './run-card.ts';
import { resultSections } from './run-result.ts';
import { RUN_ACCENTS, RUN_EMOJI, runStatusText, runWords } from './run-words.ts';
import { spokenSections } from './spoken.ts';
import type { Text } from './text.ts';

/** Characters of a value of `data` that stands beside its name, and of a longer one below the others. */
const SHORT = 200;
const LONG = 2_000;
/** Characters of the one line that says it all. */
const SUMMARY = 300;

/** What is shown with a notice. */
export interface RunNoticeContext {
  /** Address of the run's page, where that can be reached. */
  readonly page?: string | undefined;
  /** Set where who reads it may not know what the run deals with: it is told as `discreet` gives it. */
  readonly isDiscreet?: boolean;
}

/** @returns how a run ended, for who hears of it by a route: in the words of `notify`, or in Muster's own. */
export function runNotice(
  run: Run,
  { message, data, problem }: Notice,
  { page, isDiscreet = false }: RunNoticeContext,
): Message {
  const { id, action, asked, failure, status } = run;
  const own = `${RUN_EMOJI[status]} ${id} ${action}: ${runWords(run)}`;
  const [firstLine = ''] = message?.split('\n') ?? [];
  const named: Text = page === undefined ? [id] : [{ link: page, label: id }];
  const origin: Text = [...named, ` ${action}: `, ...runStatusText(run), `, ordered by ${asked.by.name}`];
  return {
    summary: message === undefined ? own : bounded(firstLine, SUMMARY),
    ...(message === undefined && { heading: own }),
    accent: RUN_ACCENTS[status],
    facts: { ...factsOf(run), data },
    sections: [
      ...(message === undefined
        ? [{ text: origin }, ...(failure ? [{ text: [failure.message] }] : []), ...resultSections(run)]
        : spokenSections(message)),
      ...dataSections(data),
      ...(isDiscreet ? [DISCREET] : []),
      ...(message === undefined ? [] : [{ footnote: origin }]),
      ...(problem === undefined
        ? []
        : [{ footnote: [`⚠️ What \`notify\` of ${action} says could not be rendered: ${problem}`] }]),
    ],
  };
}

/** @returns `data` by name: what is short beside its name, what is long below. */
function dataSections(data: Notice['data']): readonly Section[] {
  const { shown, left } = shownData(data);
  const isShort = (written: string): boolean => written.length <= SHORT && !written.includes('\n');
  const fields: readonly Field[] = shown
    .filter(({ written }) => isShort(written))
    .map(({ name, written }) => ({ label: name, value: [written] }));
  const long = shown.filter(({ written }) => !isShort(written));
  return [
    ...(fields.length > 0 ? [{ fields }] : []),
    ...long.map(({ name, written }) => ({ text: [{ bold: name }], preformatted: excerpt(written, LONG) })),
    ...(left > 0 ? [{ footnote: [`And ${left} more.`] }] : []),
  ];
}

/** @returns what programs read of it. Times are ISO 8601. */
function factsOf({
  id,
  action,
  status,
  asked,
  startedAt,
  endedAt,
  incident,
  failure,
}: Run): Message['facts'] {
  const time = (at: number): string => new Date(at).toISOString();
  return {
    run: id,
    action,
    status,
    orderedBy: asked.by.name,
    orderedAt: time(asked.at),
    ...(startedAt !== undefined && { startedAt: time(startedAt) }),
    ...(endedAt !== undefined && { endedAt: time(endedAt) }),
    ...(incident !== undefined && { incident }),
    ...(failure && { failure }),
  };
}
