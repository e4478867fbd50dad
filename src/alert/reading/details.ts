/** Longest text that rules may look at as a label: longer ones are for people. */
const LABEL_TEXT = 200;

/** Details of an alert, of any shape, in two forms. */
export interface Details {
  /** Short single values by their names, for rules. */
  readonly labels: Readonly<Record<string, string>>;
  /** Everything, one line for each name, for people; empty when there is nothing. */
  readonly text: string;
}

/** @returns what a sender says of an alert in words of its own: an object, a list or a text. */
export function detailsOf(value: unknown): Details {
  if (value === undefined || value === null) return { labels: {}, text: '' };
  if (typeof value !== 'object' || Array.isArray(value)) return { labels: {}, text: written(value) };
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== '');
  const short = entries.flatMap(([name, one]): [string, string][] => {
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean') return [];
    const text = String(one);
    return text.length <= LABEL_TEXT && !text.includes('\n') ? [[name, text]] : [];
  });
  return {
    labels: Object.fromEntries(short),
    text: entries.map(([name, one]) => `${name}: ${written(one)}`).join('\n'),
  };
}

function written(value: unknown): string {
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
}
