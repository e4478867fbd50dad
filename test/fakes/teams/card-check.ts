import { textOf, type Json } from './json.ts';
import { TeamsRefusal } from './organisation.ts';

/** What Teams takes as a message, in bytes of UTF-16. */
const BYTES = 28 * 1024;
const ACTIONS = 6;

const KNOWN: ReadonlySet<string> = new Set([
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'FactSet',
  'ActionSet',
  'ColumnSet',
  'Column',
  'Container',
  'Input.Text',
  'Input.ChoiceSet',
  'Input.Toggle',
  'Action.Execute',
  'Action.Submit',
  'Action.OpenUrl',
]);

function refuse(what: string): never {
  throw new TeamsRefusal(400, 'BadArgument', what);
}

function element(one: Json, ids: Set<string>): void {
  const type = String(one['type']);
  if (!KNOWN.has(type)) refuse(`unknown element ${type}`);
  if (type === 'TextBlock' && !one['text']) refuse('an empty text');
  if (type === 'TextRun' && typeof one['text'] !== 'string') refuse('a run without text');
  if (type === 'RichTextBlock' && (one['inlines'] as Json[]).length === 0) refuse('an empty text');
  if (type === 'ActionSet' && (one['actions'] as Json[]).length > ACTIONS)
    refuse('more actions than Teams shows');
  if (type.startsWith('Action.') && type !== 'Action.OpenUrl' && !one['title'])
    refuse('an action without a title');
  if (type.startsWith('Input.')) {
    const id = textOf(one, 'id');
    if (id === '' || ids.has(id)) refuse(`an input with no id of its own: ${id}`);
    if (type !== 'Input.Toggle' && !one['label']) refuse('an input without a label');
    if (type === 'Input.ChoiceSet' && !(one['choices'] as Json[]).length && !one['choices.data'])
      refuse('no choices');
    ids.add(id);
  }
  for (const key of ['items', 'inlines', 'columns', 'actions'])
    for (const inner of (one[key] ?? []) as Json[]) element(inner, ids);
}

/** Holds a card to what Teams takes. @throws TeamsRefusal. */
export function checkCard(card: Json): void {
  if (card['type'] !== 'AdaptiveCard' || card['version'] !== '1.5') refuse('not an Adaptive Card 1.5');
  const ids = new Set<string>();
  for (const one of card['body'] as Json[]) element(one, ids);
}

/** Holds an activity to what Teams takes. @throws TeamsRefusal. */
export function checkActivity(activity: Json): void {
  if (activity['type'] !== 'message') refuse('not a message');
  if (2 * JSON.stringify(activity).length > BYTES)
    throw new TeamsRefusal(413, 'MessageSizeTooBig', 'Message size too large.');
  const attachments = (activity['attachments'] ?? []) as Json[];
  if (attachments.length === 0 && !activity['text']) refuse('an empty message');
  for (const { contentType, content } of attachments) {
    if (contentType !== 'application/vnd.microsoft.card.adaptive')
      refuse(`unknown attachment ${String(contentType)}`);
    checkCard(content as Json);
  }
}
