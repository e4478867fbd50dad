import MarkdownIt from 'markdown-it';
import { bot, element, escape, frame, type Html } from './html.ts';

interface Action {
  readonly type: string;
  readonly name: string;
  readonly style?: string;
}
interface DialogElement {
  readonly display_name: string;
  readonly type: string;
  readonly optional?: boolean;
  readonly placeholder?: string;
  readonly default?: string;
  readonly options?: readonly { readonly text: string; readonly value: string }[];
}
export interface MattermostPayload {
  readonly message?: string;
  readonly attachments?: readonly {
    readonly color?: string;
    readonly text?: string;
    readonly fields?: readonly { readonly title: string; readonly value: string; readonly short: boolean }[];
    readonly actions?: readonly Action[];
  }[];
  readonly title?: string;
  readonly submit_label?: string;
  readonly elements?: readonly DialogElement[];
}

/** Mattermost breaks lines where they break, and links no addresses that stand without marks in what Muster sends. */
const markdown = new MarkdownIt({ html: false, breaks: true });

function rich(text: string): Html {
  return markdown.render(text).replace(/(?<![\w.])@([a-z][a-z0-9._-]*)/g, '<span class="at">@$1</span>');
}

function action({ type, name, style = '' }: Action): Html {
  return type === 'select'
    ? element('span', 'menu hint', `${escape(name)}<i></i>`)
    : element('span', `button ${style}`, escape(name));
}

function input(one: DialogElement): Html {
  const chosen = one.options?.find(({ value }) => value === one.default)?.text;
  const shown = escape(chosen ?? one.default ?? one.placeholder ?? '');
  const label = `<label>${escape(one.display_name)}${one.optional ? ' <small>(optional)</small>' : '<em> *</em>'}</label>`;
  switch (one.type) {
    case 'bool':
      return element(
        'div',
        'input',
        `${label}<div class="check"><span></span>${escape(one.placeholder ?? '')}</div>`,
      );
    case 'select':
      return element(
        'div',
        'input',
        `${label}<span class="menu wide ${chosen ? '' : 'hint'}">${chosen ? shown : 'Select an option...'}<i></i></span>`,
      );
    default:
      return element(
        'div',
        'input',
        `${label}<div class="box ${one.type === 'textarea' ? 'tall' : ''} ${one.default ? '' : 'hint'}">${shown}</div>`,
      );
  }
}

/** Our own drawing of posts, attachments and dialogs after Mattermost's reference and web client. */
export function mattermostHtml(payload: MattermostPayload, about: { readonly above?: string }): Html {
  if (payload.title !== undefined) {
    const buttons = `<span class="button">Cancel</span><span class="button primary">${escape(payload.submit_label ?? '')}</span>`;
    return frame(
      'form',
      `<h2>${escape(payload.title)}</h2>${(payload.elements ?? []).map(input).join('')}<footer>${buttons}</footer>`,
    );
  }
  const attachments = (payload.attachments ?? []).map(({ color, text, fields = [], actions = [] }) => {
    const drawn = fields.map(({ title, value, short }) =>
      element(
        'div',
        short ? 'field' : 'field long',
        `${title ? `<b>${escape(title)}</b>` : ''}${rich(value)}`,
      ),
    );
    const inner =
      (text ? rich(text) : '') +
      (drawn.length > 0 ? element('div', 'fields', drawn.join('')) : '') +
      (actions.length > 0 ? element('div', 'actions', actions.map(action).join('')) : '');
    return element('div', 'edged', inner, color === undefined ? '' : `border-left-color:${color}`);
  });
  return bot((payload.message ? rich(payload.message) : '') + attachments.join(''), about.above);
}
