import { OPERATIONS, type Capabilities } from '../../src/chat/provider.ts';
import { COLUMNS, kindsRead, setUps, type Column, type SetUp } from './columns.ts';
import { FOOTNOTES } from './footnotes.ts';

interface Row {
  readonly id: string;
  readonly label: string;
  /** What holds when the platform is set up so: whether it can, or a word for how. */
  readonly of: (setUp: SetUp, column: Column) => boolean | string;
}

const CAN: Readonly<Record<Exclude<keyof Capabilities, 'operations' | 'deduplication'>, string>> = {
  threads: 'Threads',
  modals: 'Forms',
  privateReplies: 'Messages in a channel that one person sees',
  directMessages: 'Direct messages',
  pins: 'Pins',
  reading: 'Reading of messages that people wrote',
  home: 'A page of one’s own incidents',
  previews: 'Previews below a message',
  bookmarks: 'Addresses at the top of a channel',
};

/** What people can do that Muster reads, by the kind of `Inbound`. */
const GESTURES = {
  command: 'Commands: `/im …`',
  mention: 'Mentions in plain language',
  press: 'Buttons and menus',
  submit: 'Forms sent',
  suggest: 'Suggestions while typing',
  shortcut: 'A message’s menu: declare, add to the timeline',
  reaction: 'An emoji that puts a message on the timeline',
  links: 'Incident addresses in messages',
} as const;

/** An outgoing webhook tells of mentions alone, though the folder reads more for the bot. */
const BY_WEBHOOKS = new Set(['mention']);

const OPERATION_ROWS = OPERATIONS.map((operation): Row => {
  const label = operation.charAt(0).toUpperCase() + operation.slice(1);
  return { id: operation, label, of: ({ capabilities }) => capabilities.operations.has(operation) };
});

const CAPABILITY_ROWS: readonly Row[] = [
  ...Object.entries(CAN).map(([id, label]): Row => ({
    id,
    label,
    of: ({ capabilities }) => capabilities[id as keyof typeof CAN],
  })),
  { id: 'deduplication', label: 'A repeated send', of: ({ capabilities }) => capabilities.deduplication },
];

const SURFACE_ROWS: readonly Row[] = [
  ...Object.entries(GESTURES).map(([id, label]): Row => ({
    id,
    label,
    of: (_, column) =>
      column.label === 'Teams by webhooks' ? BY_WEBHOOKS.has(id) : kindsRead(column.platform).has(id),
  })),
  { id: 'listens', label: 'A connection that Muster opens', of: ({ listens }) => listens },
  {
    id: 'surfaces',
    label: 'Addresses under `/chat/<instance>/`',
    of: ({ surfaces }) => surfaces.map((surface) => `\`${surface}\``).join(', ') || 'none',
  },
];

/** The footnotes used so far, in their order. */
type Notes = Map<string, number>;

function noteFor({ label }: Column, row: Row, missing: boolean): string | undefined {
  const own = FOOTNOTES[label]?.[row.id];
  if (own !== undefined) return own;
  const general = missing ? FOOTNOTES[label]?.['*'] : undefined;
  if (missing && general === undefined) throw new Error(`no footnote says why ${label} lacks ${row.id}`);
  return general;
}

function cell(column: Column, row: Row, notes: Notes): string {
  const found = setUps(column).map((setUp) => ({ value: row.of(setUp, column), by: setUp.by }));
  const [first] = found;
  const other = found.find(({ value }) => value !== first?.value && value !== false && value !== '');
  const said = (value: unknown): string => (value === true ? 'yes' : value === false ? 'no' : String(value));
  const plain = row.id === 'surfaces' || first === undefined;
  const shown = plain
    ? said(first?.value)
    : other === undefined
      ? said(first.value)
      : typeof other.value === 'string'
        ? `${said(first.value)}; ${other.value} with \`${other.by ?? ''}\``
        : `with \`${other.by ?? ''}\``;
  const note = plain ? undefined : noteFor(column, row, first.value === false || first.value === 'none');
  if (note === undefined) return shown;
  if (!notes.has(note)) notes.set(note, notes.size + 1);
  return `${shown} [^${notes.get(note) ?? 0}]`;
}

function table(rows: readonly Row[], notes: Notes): string {
  const lines = rows.map((row) => [row.label, ...COLUMNS.map((column) => cell(column, row, notes))]);
  const head = ['', ...COLUMNS.map(({ label }) => label)];
  return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** @returns docs/platforms.md: what each platform can, as the program itself says. */
export function platformsDocument(): string {
  const notes: Notes = new Map();
  const [operations, capabilities, surfaces] = [OPERATION_ROWS, CAPABILITY_ROWS, SURFACE_ROWS].map((rows) =>
    table(rows, notes),
  );
  const footnotes = [...notes].map(([note, n]) => `[^${n}]: ${note}`).join('\n');
  return `# What each platform can

Muster does the same everywhere, and differs only where a platform truly lacks something. These tables are made of what each provider says of itself (\`capabilities\`), and a test fails when they are out of date; [CONTRIBUTING](../CONTRIBUTING.md) says how they are written anew. A provider refuses what it lacks with \`operation_not_supported\`, and every provider passes the same [contract suite](../test/contract). How each type of message looks is in [notifications](notifications.md).

"With \`…\`" is what the setting under \`chat.<instance>\` adds.

## Operations

${operations ?? ''}

## Capabilities

A repeated send: \`native\` – the platform recognises that it has the message already; \`lookup\` – Muster looks for it by its key before it sends again; \`none\` – it may appear twice after a failure that leaves open whether it was sent.

${capabilities ?? ''}

## How people reach Muster

${surfaces ?? ''}

${footnotes}
`;
}
