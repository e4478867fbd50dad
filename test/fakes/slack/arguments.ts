/** The arguments of a Web API call. */
export type Args = Readonly<Record<string, unknown>>;

const JSON_ARGUMENTS = ['blocks', 'attachments', 'metadata', 'view', 'unfurls'];

/** Reads a form as Slack does: what has structure is JSON, `true` and `false` are truth values. */
export function readArguments(body: string): Args {
  const entries = [...new URLSearchParams(body)].map(([name, value]): [string, unknown] => {
    if (JSON_ARGUMENTS.includes(name)) return [name, JSON.parse(value)];
    return [name, value === 'true' ? true : value === 'false' ? false : value];
  });
  return Object.fromEntries(entries);
}

/** @returns an argument that is text; empty when it is absent or is none. */
export function textOf(args: Args, name: string): string {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
