import { textOf } from './arguments.ts';
import { SlackRefusal, type Block, type FakeMessage } from './workspace.ts';

type Json = Record<string, unknown>;

function refuse(why: string, code = 'invalid_blocks'): never {
  throw new SlackRefusal(code, { response_metadata: { messages: [`[ERROR] ${why}`] } });
}

function textWithin(object: unknown, max: number, where: string, types = ['plain_text']): void {
  const { type, text } = (object ?? {}) as Json;
  if (!types.includes(String(type))) refuse(`${where}: unsupported type ${String(type)}`);
  if (typeof text !== 'string' || text.length < 1) refuse(`${where}: must be more than 0 characters`);
  if (text.length > max) refuse(`${where}: must be less than ${max + 1} characters`);
}

function within(list: unknown, min: number, max: number, where: string): Json[] {
  if (!Array.isArray(list) || list.length < min || list.length > max)
    refuse(`${where}: ${min} to ${max} items`);
  return list as Json[];
}

function checkOptions(element: Json): void {
  const groups = element['option_groups']
    ? within(element['option_groups'], 1, 100, 'option_groups')
    : [element];
  for (const group of groups) {
    for (const option of within(group['options'], 1, 100, 'options')) {
      textWithin(option['text'], 75, 'option');
      if (String(option['value']).length > 150) refuse('option value: must be less than 151 characters');
    }
  }
}

function checkElement(element: Json): void {
  if (textOf(element, 'action_id').length > 255) refuse('action_id: must be less than 256 characters');
  if (element['type'] === 'button') {
    textWithin(element['text'], 75, 'button');
    if (textOf(element, 'value').length > 2000) refuse('value: must be less than 2001 characters');
  }
  if (element['placeholder']) textWithin(element['placeholder'], 150, 'placeholder');
  if (element['type'] === 'external_select' && (element['options'] ?? element['option_groups']))
    refuse('external_select: has no options of its own');
  if (element['type'] === 'static_select' || element['type'] === 'checkboxes') checkOptions(element);
}

function checkRichText(block: Block): void {
  for (const section of within(block['elements'], 1, 1000, 'rich_text')) {
    const isCode = section['type'] === 'rich_text_preformatted';
    if (!isCode && section['type'] !== 'rich_text_section') refuse('rich text: element');
    for (const piece of within(section['elements'], 1, 1000, 'rich_text_section')) {
      if (isCode && (piece['type'] !== 'text' || piece['style'])) refuse('rich text: preformatted');
      if (piece['type'] === 'text' && (typeof piece['text'] !== 'string' || piece['text'] === ''))
        refuse('rich text: empty text');
      if (piece['type'] === 'user' && !/^[UW][A-Z0-9]+$/.test(String(piece['user_id'])))
        refuse('rich text: user id');
    }
  }
}

function checkBlock(block: Block): void {
  const any = ['plain_text', 'mrkdwn'];
  if (textOf(block, 'block_id').length > 255) refuse('block_id: must be less than 256 characters');
  switch (block.type) {
    case 'header': {
      textWithin(block['text'], 150, 'header');
      return;
    }
    case 'section':
      if (block['text']) textWithin(block['text'], 3000, 'section', any);
      if (block['fields'])
        for (const field of within(block['fields'], 1, 10, 'fields')) textWithin(field, 2000, 'field', any);
      if (!block['text'] && !block['fields']) refuse('section: no text and no fields');
      return;
    case 'context':
      for (const element of within(block['elements'], 1, 10, 'context'))
        textWithin(element, 3000, 'context', any);
      return;
    case 'actions': {
      within(block['elements'], 1, 25, 'actions').forEach(checkElement);
      return;
    }
    case 'rich_text': {
      checkRichText(block);
      return;
    }
    case 'input':
      textWithin(block['label'], 2000, 'label');
      {
        checkElement((block['element'] ?? {}) as Json);
        return;
      }
    case 'divider':
      return;
    default:
      return refuse(`unsupported block type ${block.type}`);
  }
}

function checkBlocks(blocks: Block[], max: number): void {
  within(blocks, 0, max, 'blocks').forEach((block) => checkBlock(block as Block));
  const ids = blocks
    .filter((block) => block.type === 'actions')
    .flatMap((block) => (block['elements'] as Json[]).map((element) => element['action_id']));
  if (new Set(ids).size !== ids.length) refuse('action_id already exists');
}

/** Refuses what Slack would refuse, by the limits of the Block Kit reference. */
export function checkMessage(message: Pick<FakeMessage, 'text' | 'blocks' | 'attachments'>): void {
  if (message.text.length > 40_000) refuse('text: too long', 'msg_too_long');
  const all = [...message.blocks, ...message.attachments.flatMap((one) => one.blocks ?? [])];
  checkBlocks(all, 50);
}

/** Refuses a home page that Slack would refuse. */
export function checkHome(view: Json): void {
  if (view['type'] !== 'home') refuse('view: must be of the type home', 'invalid_arguments');
  if (JSON.stringify(view).length > 250_000) refuse('view: more than 250 kB', 'view_too_large');
  checkBlocks(view['blocks'] as Block[], 100);
}

/** Refuses a view that Slack would refuse. */
export function checkView(view: Json): void {
  textWithin(view['title'], 24, 'title');
  textWithin(view['submit'], 24, 'submit');
  textWithin(view['close'], 24, 'close');
  if (textOf(view, 'private_metadata').length > 3000)
    refuse('private_metadata: must be less than 3001 characters', 'invalid_arguments');
  if (textOf(view, 'callback_id').length > 255)
    refuse('callback_id: must be less than 256 characters', 'invalid_arguments');
  checkBlocks(view['blocks'] as Block[], 100);
}
