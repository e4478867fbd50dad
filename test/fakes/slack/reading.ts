import { textOf } from './arguments.ts';
import type { SeenMessage } from '../../contract/harness.ts';
import { readMrkdwn, readTextObject, type Reading } from './markup.ts';
import type { Block, FakeMessage } from './workspace.ts';

type Json = Record<string, unknown>;
type Pieces = Reading & { buttons: string[] };

const NOTHING: Pieces = { text: '', pings: [], formatted: [], buttons: [] };

function join(parts: readonly (Reading & { buttons?: string[] })[], separator: string): Pieces {
  return {
    text: parts.map((part) => part.text).join(separator),
    pings: parts.flatMap((part) => part.pings),
    formatted: parts.flatMap((part) => part.formatted),
    buttons: parts.flatMap((part) => part.buttons ?? []),
  };
}

function readRichElement(element: Json): Reading {
  const text = textOf(element, 'text') || textOf(element, 'url');
  switch (element['type']) {
    case 'text': {
      const styled = Object.values((element['style'] ?? {}) as Json).includes(true);
      return { text, pings: [], formatted: styled ? [text] : [] };
    }
    case 'user':
      return { text: `@${String(element['user_id'])}`, pings: [String(element['user_id'])], formatted: [] };
    case 'broadcast':
    case 'usergroup':
      return { text: '@everyone', pings: ['everyone'], formatted: [] };
    case 'date':
      return { text: String(element['fallback']), pings: [], formatted: [] };
    default:
      return { text, pings: [], formatted: [] };
  }
}

function readElement(element: Json): Pieces {
  if (element['type'] === 'button') {
    const label = readTextObject(element['text']);
    return { ...label, buttons: [label.text] };
  }
  return { ...readTextObject(element['placeholder']), buttons: [] };
}

function readBlock(block: Block): Pieces {
  const elements = (block['elements'] ?? []) as Json[];
  switch (block.type) {
    case 'header':
      return { ...readTextObject(block['text']), buttons: [] };
    case 'section':
      return join(
        [...(block['text'] ? [block['text']] : []), ...((block['fields'] ?? []) as Json[])].map(
          readTextObject,
        ),
        '\n',
      );
    case 'context':
      return join(elements.map(readTextObject), ' ');
    case 'actions':
      return join(elements.map(readElement), ' ');
    case 'rich_text':
      return join(
        elements.map((section) => {
          const read = join((section['elements'] as Json[]).map(readRichElement), '');
          const isCode = section['type'] === 'rich_text_preformatted';
          return isCode ? { ...read, formatted: [read.text] } : read;
        }),
        '\n',
      );
    default:
      return NOTHING;
  }
}

/** @param markup the fields of the attachment in which markup counts; Slack reads it in none that is not named. */
function readAttached(text: string | undefined, markup: readonly string[] | undefined): Pieces {
  if (markup?.includes('text')) return { ...readMrkdwn(text ?? '', false), buttons: [] };
  const literal = (text ?? '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  return { ...NOTHING, text: literal, pings: readMrkdwn(text ?? '', false).pings };
}

/** @returns blocks as their reader sees them: an app's home page, a preview below a message. */
export function readBlocks(blocks: readonly Block[]): Pick<SeenMessage, 'text' | 'pings' | 'buttons'> {
  const { text, pings, buttons } = join(blocks.map(readBlock), '\n');
  return { text, pings, buttons };
}

/** @returns a stored message as Slack's clients show it: `text` only where there is no block beside the attachments. */
export function readMessage(message: FakeMessage): SeenMessage {
  const text = message.mrkdwn
    ? readMrkdwn(message.text, message.linkNames)
    : { ...NOTHING, text: message.text };
  const blocks = message.blocks.length > 0 ? message.blocks.map(readBlock) : message.text ? [text] : [];
  const attached = message.attachments.flatMap((one) =>
    one.blocks
      ? one.blocks.map(readBlock)
      : [one.title, one.text].map((text) => readAttached(text, one.mrkdwn_in)),
  );
  const seen = join([...blocks, ...attached], '\n');
  // A notification shows the text even where the channel does not, and it must not ring for more people.
  const rung = readMrkdwn(message.text, message.linkNames).pings;
  return {
    id: message.ts,
    text: seen.text,
    fallback: text.text,
    pings: [...new Set([...seen.pings, ...rung])],
    formatted: seen.formatted,
    buttons: seen.buttons,
    ...(message.threadTs !== undefined && { thread: message.threadTs }),
    pinned: message.pinned,
  };
}
