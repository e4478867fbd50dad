import MarkdownIt from 'markdown-it';
import type { SeenMessage } from '../../contract/harness.ts';
import { textOf, type Json } from './json.ts';
import type { FakeMessage } from './organisation.ts';

interface Reading {
  readonly text: string;
  readonly pings: readonly string[];
  readonly formatted: readonly string[];
  readonly buttons: readonly string[];
}

const NOTHING: Reading = { text: '', pings: [], formatted: [], buttons: [] };

/** The Markdown of Adaptive Cards is read by this library in Teams' desktop and web clients. */
const markdown = new MarkdownIt('default', { html: false, linkify: false });

function join(parts: readonly Reading[], separator = '\n'): Reading {
  return {
    text: parts.map(({ text }) => text).join(separator),
    pings: parts.flatMap(({ pings }) => pings),
    formatted: parts.flatMap(({ formatted }) => formatted),
    buttons: parts.flatMap(({ buttons }) => buttons),
  };
}

const words = (text: string): Reading => ({ ...NOTHING, text });

/** `{{DATE(…)}}` and `{{TIME(…)}}`, which every text of a card may hold, as a reader in London sees them. */
function functions(text: string): string {
  return text
    .replace(/\{\{DATE\(([^,)]+)[^)]*\)\}\}/g, (_, at: string) => at.slice(0, 10))
    .replace(/\{\{TIME\(([^)]+)\)\}\}/g, (_, at: string) => at.slice(11, 16));
}

const FORMATS: ReadonlySet<string> = new Set(['strong', 'em', 's']);
const BLOCKS: ReadonlySet<string> = new Set([
  'heading',
  'bullet_list',
  'ordered_list',
  'blockquote',
  'table',
]);

function inline(tokens: readonly { type: string; content: string }[]): Reading {
  const open: string[] = [];
  const formatted: string[] = [];
  let text = '';
  for (const { type, content } of tokens) {
    const name = type.replace(/_(open|close)$/, '');
    if (type.endsWith('_open') && FORMATS.has(name)) open.push('');
    else if (type.endsWith('_close') && FORMATS.has(name)) formatted.push(open.pop() ?? '');
    else {
      const shown = type === 'softbreak' ? ' ' : type === 'hardbreak' ? '\n' : content;
      if (type === 'code_inline') formatted.push(content);
      text += shown;
      for (const n of open.keys()) open[n] = `${open[n] ?? ''}${shown}`;
    }
  }
  return { ...NOTHING, text, formatted };
}

/** @returns a TextBlock's or fact's text as it is shown. @param entities whom the card may mention. */
export function readMarkdown(given: string, entities: readonly Json[]): Reading {
  const pings: string[] = [];
  let text = given;
  for (const { text: at, mentioned } of entities as {
    text: string;
    mentioned: { id: string; name: string };
  }[]) {
    if (!text.includes(at)) continue;
    pings.push(mentioned.id);
    text = text.replaceAll(at, `@${mentioned.name.replace(/[\\*_[\]<>&]/g, '\\$&')}`);
  }
  const tokens = markdown.parse(functions(text), {});
  const parts = tokens.flatMap((token): Reading[] => {
    if (token.type === 'inline') return [inline(token.children ?? [])];
    if (token.type === 'fence' || token.type === 'code_block')
      return [{ ...NOTHING, text: token.content, formatted: [token.content] }];
    const block = token.type.replace(/_open$/, '');
    return BLOCKS.has(block) && token.type.endsWith('_open') ? [{ ...NOTHING, formatted: [block] }] : [];
  });
  const shown = join(parts.filter((part) => part.text !== '' || part.formatted.length > 0));
  return { ...shown, text: shown.text.replaceAll('\u00a0', ' '), pings };
}

function readRun(run: Json): Reading {
  const text = functions(String(run['text'])).replaceAll('\u00a0', ' ');
  const styled = run['weight'] === 'Bolder' || run['italic'] === true || run['fontType'] === 'Monospace';
  return { ...NOTHING, text, formatted: styled ? [text] : [] };
}

function readElement(one: Json, entities: readonly Json[]): Reading {
  const list = (key: string) => (one[key] ?? []) as Json[];
  switch (one['type']) {
    case 'TextBlock':
      return readMarkdown(String(one['text']), entities);
    case 'RichTextBlock':
      return join(list('inlines').map(readRun), '');
    case 'FactSet':
      return join(
        list('facts').flatMap(({ title, value }) => [
          readMarkdown(String(title), entities),
          readMarkdown(String(value), entities),
        ]),
      );
    case 'Container':
    case 'Column':
      return join(list('items').map((inner) => readElement(inner, entities)));
    case 'ColumnSet': {
      // The button beside a menu belongs to it.
      const whole = join(list('columns').map((inner) => readElement(inner, entities)));
      return { ...whole, buttons: [] };
    }
    case 'ActionSet': {
      const buttons = list('actions').map(({ title }) => String(title));
      return { ...NOTHING, text: buttons.join(' '), buttons };
    }
    default:
      return words(textOf(one, 'label') || textOf(one, 'title'));
  }
}

/** @returns a card as its readers see it. */
export function readCard(card: Json): Reading {
  const entities = ((card['msteams'] as Json | undefined)?.['entities'] ?? []) as Json[];
  return join(
    (card['body'] as Json[]).map((one) => readElement(one, entities)).filter(({ text }) => text !== ''),
  );
}

/** @returns the cards of an activity. */
export function cardsOf(activity: Json): Json[] {
  return ((activity['attachments'] ?? []) as { content: Json }[]).map(({ content }) => content);
}

/** @returns everything within a card that has this type. */
export function within(card: unknown, type: string): Json[] {
  if (Array.isArray(card)) return card.flatMap((one) => within(one, type));
  if (typeof card !== 'object' || card === null) return [];
  const own = (card as Json)['type'] === type ? [card as Json] : [];
  const inner = Object.entries(card).filter(([key]) => key !== 'fallback' && key !== 'data');
  return [...own, ...inner.flatMap(([, value]) => within(value, type))];
}

/** A notification says the summary; a client that cannot draw a card shows its own text, which has to say the same. */
function fallbackOf(summary: string, cards: readonly Json[]): string {
  const others = cards.map((card) => textOf(card, 'fallbackText')).filter((text) => text !== summary);
  return [summary, ...others].join('\n');
}

/** @returns a stored message as Teams' clients show it. */
export function readMessage({ id, activity, root }: FakeMessage): SeenMessage {
  const said = textOf(activity, 'text');
  const text = said === '' ? [] : [words(said)];
  const cards = cardsOf(activity);
  const seen = join([...text, ...cards.map(readCard)]);
  const fallback = fallbackOf(textOf(activity, 'summary'), cards);
  return { ...seen, id, fallback, ...(root !== undefined && { thread: root }), pinned: false };
}
