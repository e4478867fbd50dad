import { element, escape, frame, type Html } from './html.ts';

interface Embed {
  readonly color?: number;
  readonly description?: string;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[];
  readonly footer?: { readonly text: string };
}
interface Component {
  readonly type: number;
  readonly label?: string;
  readonly style?: number;
  readonly placeholder?: string;
  readonly components?: readonly Component[];
  readonly component?: Component;
  readonly required?: boolean;
  readonly value?: string;
  readonly options?: readonly { readonly label: string; readonly default?: boolean }[];
}
export interface DiscordPayload {
  readonly content?: string;
  readonly embeds?: readonly Embed[];
  readonly components?: readonly Component[];
  readonly title?: string;
}

const STYLES: Readonly<Record<number, string>> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'destructive',
};
const AVATAR = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#3b4fd8"/><text x="20" y="27" font-family="Arial" font-size="19" font-weight="700" fill="#fff" text-anchor="middle">M</text></svg>',
)}`;
const NAMES: Readonly<Record<string, string>> = { '1100000000000000007': 'Ben' };
/** Stand for what was escaped, while the rest is read. */
const HELD = 0xe000;

function time(seconds: number): string {
  const format = { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(seconds * 1000);
}

function inline(line: string): Html {
  return escape(line)
    .replace(/&lt;t:(\d+):\w&gt;/g, (_, at: string) => `<span class="time">${time(Number(at))}</span>`)
    .replace(/&lt;@(\d+)&gt;/g, (_, id: string) => `<discord-mention>${NAMES[id] ?? id}</discord-mention>`)
    .replace(/\[([^\]]*)\]\(&lt;([^)]*)&gt;\)/g, '<a href="$2">$1</a>')
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/\*(.+?)\*/g, '<i>$1</i>')
    .replace(/(`+)(.+?)\1/g, '<discord-code>$2</discord-code>');
}

/** Discord's Markdown, as far as Muster sends it (https://docs.discord.com/developers/reference#message-formatting). */
function markdown(text: string): Html {
  const held = text.replace(/\\([^A-Za-z0-9\s])/g, (_, character: string) =>
    String.fromCharCode(HELD + character.charCodeAt(0)),
  );
  const lines = held.split('\n').map((line) => {
    if (line.startsWith('### ')) return element('h3', '', inline(line.slice(4)));
    if (line.startsWith('-# ')) return element('div', 'subtext', inline(line.slice(3)));
    return element('div', '', inline(line) || '&nbsp;');
  });
  return lines
    .join('')
    .replace(/[\ue000-\ue0ff]/g, (held) => escape(String.fromCharCode(held.charCodeAt(0) - HELD)));
}

function embed({ color, description, fields = [], footer }: Embed): Html {
  const edge = color === undefined ? '' : ` color="#${color.toString(16).padStart(6, '0')}"`;
  let column = 0;
  const drawn = fields.map(({ name, value, inline: beside }) => {
    column = beside ? (column % 3) + 1 : 0;
    const place = beside ? ` inline inline-index="${column}"` : '';
    return `<discord-embed-field field-title="${escape(name.replace(/\\(.)/g, '$1'))}"${place}>${markdown(value)}</discord-embed-field>`;
  });
  return `<discord-embed slot="embeds"${edge}>${
    description
      ? `<discord-embed-description slot="description">${markdown(description)}</discord-embed-description>`
      : ''
  }${drawn.length > 0 ? `<discord-embed-fields slot="fields">${drawn.join('')}</discord-embed-fields>` : ''}${
    footer ? `<discord-embed-footer slot="footer">${escape(footer.text)}</discord-embed-footer>` : ''
  }</discord-embed>`;
}

function row({ components = [] }: Component): Html {
  const drawn = components.map((one) => {
    if (one.type === 2)
      return `<discord-button type="${STYLES[one.style ?? 2] ?? 'secondary'}">${escape(one.label ?? '')}</discord-button>`;
    return element('span', 'menu', `${escape(one.placeholder ?? '')}<i></i>`);
  });
  return `<discord-action-row>${drawn.join('')}</discord-action-row>`;
}

function input({ label = '', component }: Component): Html {
  if (!component) return '';
  const optional = component.required === false || component.type === 23 ? '' : '<em> *</em>';
  const chosen = component.options?.find((one) => one.default)?.label;
  const shown = escape(chosen ?? component.value ?? component.placeholder ?? '');
  const hint = (chosen ?? component.value) ? '' : 'hint';
  const drawn =
    component.type === 4
      ? element('div', `box ${component.style === 2 ? 'tall' : ''} ${hint}`, shown)
      : component.type === 23
        ? '<div class="check"><span></span></div>'
        : element('span', `menu wide ${hint}`, `${shown || 'Make a selection'}<i></i>`);
  return element('div', 'input', `<label>${escape(label)}${optional}</label>${drawn}`);
}

/**
 * Messages by web components of the community that look like Discord's (@skyra/discord-components-core); what they lack,
 * menus and today's forms, is our own drawing.
 */
export function discordHtml(payload: DiscordPayload, about: { readonly above?: string }): Html {
  if (payload.title !== undefined) {
    const inputs = (payload.components ?? []).map(input).join('');
    const buttons = '<span class="button">Cancel</span><span class="button primary">Submit</span>';
    return frame('form', `<h2>${escape(payload.title)}</h2>${inputs}<footer>${buttons}</footer>`);
  }
  const { content = '', embeds = [], components = [] } = payload;
  const rows = components.length > 0 ? `<div slot="components">${components.map(row).join('')}</div>` : '';
  const above = about.above === undefined ? '' : element('div', 'above', escape(about.above));
  return `${above}<discord-messages no-background><discord-message author="Muster" bot avatar="${AVATAR}" timestamp="12:02">${
    content ? markdown(content) : ''
  }${embeds.map(embed).join('')}${rows}</discord-message></discord-messages>`;
}
