import { bot, element, escape, frame, type Html } from './html.ts';

interface TextObject {
  readonly type: string;
  readonly text: string;
}
interface Piece {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
  readonly user_id?: string;
  readonly timestamp?: number;
  readonly style?: { readonly bold?: boolean; readonly italic?: boolean; readonly code?: boolean };
}
interface Control {
  readonly type: string;
  readonly text?: TextObject;
  readonly placeholder?: TextObject;
  readonly style?: string;
  readonly options?: readonly { readonly text: TextObject; readonly value: string }[];
  readonly initial_option?: { readonly text: TextObject };
  readonly initial_value?: string;
  readonly multiline?: boolean;
}
interface Block {
  readonly type: string;
  readonly text?: TextObject;
  readonly fields?: readonly TextObject[];
  readonly elements?: readonly (Control & { readonly elements?: readonly Piece[] })[];
  readonly label?: TextObject;
  readonly optional?: boolean;
  readonly element?: Control;
}
export interface SlackPayload {
  readonly title?: TextObject;
  readonly submit?: TextObject;
  readonly close?: TextObject;
  readonly blocks: readonly Block[];
  readonly attachments?: readonly { readonly color?: string; readonly blocks: readonly Block[] }[];
  readonly color?: string;
}

const NAMES: Readonly<Record<string, string>> = { U02BEN: 'Ben' };

/** `{date_short_pretty} {time_secs}`, for a reader in UTC on the day itself. */
function date(timestamp: number): string {
  const format = { timeZone: 'UTC', timeStyle: 'medium' } as const;
  return `today ${new Intl.DateTimeFormat('en-US', format).format(timestamp * 1000)}`;
}

/** Slack's mrkdwn, as far as Muster sends it (https://docs.slack.dev/messaging/formatting-message-text). */
function mrkdwn({ type, text }: TextObject): Html {
  if (type === 'plain_text') return escape(text).replace(/\n/g, '<br>');
  return text
    .replace(/<!date\^(\d+)\^[^|>]*\|[^>]*>/g, (_, at: string) => date(Number(at)))
    .replace(/<@(\w+)>/g, (_, id: string) => `<span class="at">@${NAMES[id] ?? id}</span>`)
    .replace(/<([^|>]+)\|([^>]+)>/g, '<a href="$1">$2</a>')
    .replace(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, '<b>$1</b>')
    .replace(/(?<![\w_])_([^_\n]+)_(?![\w_])/g, '<i>$1</i>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/\n/g, '<br>');
}

function piece(one: Piece): Html {
  const { bold, italic, code } = one.style ?? {};
  if (one.type === 'user') return `<span class="at">@${NAMES[one.user_id ?? ''] ?? one.user_id ?? ''}</span>`;
  if (one.type === 'date') return escape(date(one.timestamp ?? 0));
  const text = escape(one.text ?? '').replace(/\n/g, '<br>');
  if (one.type === 'link') return `<a href="${escape(one.url ?? '')}">${text}</a>`;
  return [bold && 'b', italic && 'i', code && 'code']
    .filter((tag) => typeof tag === 'string')
    .reduce((inner, tag) => `<${tag}>${inner}</${tag}>`, text);
}

function control(one: Control): Html {
  const shown = one.initial_option?.text.text ?? one.initial_value ?? one.placeholder?.text ?? '';
  switch (one.type) {
    case 'button':
      return element('span', `button ${one.style ?? ''}`, escape(one.text?.text ?? ''));
    case 'plain_text_input':
      return element(
        'div',
        `box ${one.multiline ? 'tall' : ''} ${one.initial_value ? '' : 'hint'}`,
        escape(shown),
      );
    case 'checkboxes':
      return (one.options ?? [])
        .map(({ text }) => element('div', 'check', `<span></span>${escape(text.text)}`))
        .join('');
    default:
      return element(
        'span',
        `menu ${one.initial_option ? '' : 'hint'}`,
        `${escape(shown || 'Select an option')}<i></i>`,
      );
  }
}

function block(one: Block): Html {
  switch (one.type) {
    case 'header':
      return element('h3', '', escape(one.text?.text ?? ''));
    case 'rich_text':
      return element(
        'p',
        '',
        (one.elements ?? []).flatMap(({ elements = [] }) => elements.map(piece)).join(''),
      );
    case 'section':
      return (
        (one.text ? element('p', '', mrkdwn(one.text)) : '') +
        (one.fields
          ? element('div', 'fields', one.fields.map((field) => element('div', '', mrkdwn(field))).join(''))
          : '')
      );
    case 'context':
      return element(
        'p',
        'context',
        (one.elements ?? []).map((text) => mrkdwn(text as unknown as TextObject)).join(' '),
      );
    case 'actions':
      return element('div', 'actions', (one.elements ?? []).map(control).join(''));
    case 'input': {
      const optional = one.optional ? ' <small>(optional)</small>' : '';
      return element(
        'div',
        'input',
        `<label>${escape(one.label?.text ?? '')}${optional}</label>${one.element ? control(one.element) : ''}`,
      );
    }
    default:
      throw new Error(`the picture has no ${one.type} of Slack`);
  }
}

const all = (blocks: readonly Block[]): Html => blocks.map(block).join('');

/** Our own drawing of Block Kit after Slack's reference (https://docs.slack.dev/reference/block-kit). */
export function slackHtml(
  payload: SlackPayload,
  about: { readonly above?: string; readonly bare?: boolean },
): Html {
  if (payload.title) {
    const buttons = `<span class="button">${escape(payload.close?.text ?? '')}</span><span class="button primary">${escape(payload.submit?.text ?? '')}</span>`;
    return frame(
      'form',
      `<h2>${escape(payload.title.text)}</h2>${all(payload.blocks)}<footer>${buttons}</footer>`,
    );
  }
  const edged = (color: string | undefined, blocks: readonly Block[]): Html =>
    element('div', 'edged', all(blocks), color === undefined ? '' : `border-color:${color}`);
  const attachments = (payload.attachments ?? []).map(({ color, blocks }) => edged(color, blocks));
  const body = payload.color === undefined ? all(payload.blocks) : edged(payload.color, payload.blocks);
  const content = body + attachments.join('');
  return about.bare ? frame('page', content) : bot(content, about.above);
}
