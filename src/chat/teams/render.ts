import { SEVERITY_EMOJI } from '../emoji.ts';
import type { Message, Section } from '../message.ts';
import type { Text } from '../text.ts';
import { actions } from './actions.ts';
import type {
  AdaptiveCard,
  CardElement,
  ContainerStyle,
  FactSet,
  MentionEntity,
  RichTextBlock,
  TextBlock,
} from './card.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS, sizeOf } from './limits.ts';
import { escape, markdown } from './markdown.ts';
import { needsMarkdown, preformatted, runs } from './rich-text.ts';

type Accent = NonNullable<Message['accent']>;

/**
 * Teams gives cards no colours of one's own: these styles follow its theme, red, yellow, blue and green. What orange is
 * elsewhere is yellow here; the emoji tells it apart, and says the same without colour.
 */
const EDGE: Readonly<Record<Accent, { readonly style: ContainerStyle; readonly emoji: string }>> = {
  'SEV-1': { style: 'attention', emoji: SEVERITY_EMOJI['SEV-1'] },
  'SEV-2': { style: 'warning', emoji: SEVERITY_EMOJI['SEV-2'] },
  'SEV-3': { style: 'warning', emoji: SEVERITY_EMOJI['SEV-3'] },
  'SEV-4': { style: 'accent', emoji: SEVERITY_EMOJI['SEV-4'] },
  good: { style: 'good', emoji: '🟢' },
  bad: { style: 'attention', emoji: '❌' },
  neutral: { style: 'emphasis', emoji: '⚪' },
};

/** A message as activities carry it. */
export interface TeamsMessage {
  /** Shown in notifications, and read by screen readers in place of the card. */
  readonly summary: string;
  readonly card: AdaptiveCard;
}

interface Piece {
  readonly element: CardElement;
  readonly entities: readonly MentionEntity[];
}

function piece(element: CardElement, entities: readonly MentionEntity[] = []): Piece {
  return { element, entities };
}

/** Lines stand below each other without a gap: clients do not agree on line breaks within a text. */
function lines(text: Text, small = false): Piece[] {
  const gap = (n: number) => (n > 0 ? { spacing: 'None' as const } : {});
  if (!needsMarkdown(text)) {
    const drawn = runs(text, LIMITS.text, small).filter((line) => line.length > 0);
    return drawn.map((inlines, n) => piece({ type: 'RichTextBlock', inlines, ...gap(n) }));
  }
  const { text: all, entities } = markdown(text, LIMITS.text);
  const style = small ? ({ isSubtle: true, size: 'Small' } as const) : {};
  return all
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map((line, n): Piece => {
      const block: TextBlock = { type: 'TextBlock', text: line, wrap: true, ...style, ...gap(n) };
      return piece(
        block,
        entities.filter((entity) => line.includes(entity.text)),
      );
    });
}

function facts(section: Section): Piece[] {
  if (!section.fields?.length) return [];
  const drawn = section.fields.map(({ label, value }) => ({
    title: escape(bounded(label, LIMITS.label)),
    ...markdown(value, LIMITS.field),
  }));
  const set: FactSet = {
    type: 'FactSet',
    facts: drawn.map(({ title, text }) => ({ title, value: text.replace(/\r\n|\r|\n/g, '\n\n') || ' ' })),
  };
  return [
    piece(
      set,
      drawn.flatMap(({ entities }) => entities),
    ),
  ];
}

function printed(part: Section): Piece[] {
  const items = preformatted(part.preformatted ?? '').map((inlines, n): RichTextBlock => ({
    type: 'RichTextBlock',
    inlines,
    ...(n > 0 && { spacing: 'None' }),
  }));
  return items.length > 0 ? [piece({ type: 'Container', style: 'emphasis', items })] : [];
}

function section(part: Section): Piece[] {
  return [...lines(part.text ?? []), ...printed(part), ...facts(part), ...lines(part.footnote ?? [], true)];
}

function heading(message: Message): Piece[] {
  const edge = message.accent && EDGE[message.accent];
  const title = message.heading ?? (edge ? message.summary : undefined);
  if (!title?.trim()) return [];
  const shown = escape(bounded(edge ? `${edge.emoji} ${title}` : title, LIMITS.heading)).replace(
    /[\r\n]+/g,
    ' ',
  );
  const block: TextBlock = {
    type: 'TextBlock',
    text: shown,
    wrap: true,
    style: 'heading',
    size: 'Large',
    weight: 'Bolder',
  };
  if (!edge) return [piece(block)];
  return [piece({ type: 'Container', style: edge.style, bleed: true, items: [block] })];
}

function notice(left: number): Piece {
  const text = `… ${left} more parts are not shown: Teams takes no longer message`;
  const inlines = [{ type: 'TextRun', text, isSubtle: true, size: 'Small' }] as const;
  return piece({ type: 'RichTextBlock', inlines });
}

/** Keeps as many as fit into `room` bytes; of them at least the heading. */
function within(room: number, all: readonly Piece[]): Piece[] {
  if (all.reduce((sum, one) => sum + sizeOf(one), 0) <= room) return [...all];
  const kept: Piece[] = [];
  let left = room - sizeOf(notice(all.length));
  for (const one of all) {
    left -= sizeOf(one);
    if (left < 0) break;
    kept.push(one);
  }
  return [...kept, notice(all.length - kept.length)];
}

/**
 * Draws a message as an Adaptive Card 1.5. Texts are runs, in which nothing is read as markup; a TextBlock stands only
 * where somebody is notified or an instant is shown, and fields are facts: there everything is escaped.
 * @param mark an id by which the message can be found again.
 * @returns a message within Teams' size; what was too long ends with `…`.
 */
export function render(message: Message, mark?: string): TeamsMessage {
  const summary = bounded(message.summary.replace(/\s+/g, ' ').trim(), LIMITS.summary);
  const buttons = actions(message.elements ?? []);
  const room = LIMITS.bytes - LIMITS.envelope - sizeOf(summary) * 2;
  const shownButtons = within(
    room / 2,
    buttons.map((element) => piece(element)),
  );
  const left = room - shownButtons.reduce((sum, one) => sum + sizeOf(one), 0);
  const content = within(left, [...heading(message), ...message.sections.flatMap(section)]);
  const whole = content.length > 0 ? content : lines([message.summary]);
  const entities = [
    ...new Map(whole.flatMap((one) => one.entities).map((one) => [one.mentioned.id, one])).values(),
  ];
  const items = [...whole, ...shownButtons].map(({ element }) => element);
  return {
    summary,
    card: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: summary,
      body: mark === undefined ? items : [{ type: 'Container', id: mark, items }],
      msteams: { width: 'Full', ...(entities.length > 0 && { entities }) },
    },
  };
}
