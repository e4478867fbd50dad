/** Most tags that are read. */
const MOST = 200;

/**
 * Reads tags as Datadog writes them: `monitor, name:myService, role:computing-node`.
 * @returns them as labels; a tag without a value is `true`, one with several has them all, by commas.
 */
export function tagsOf(text: string | undefined): Readonly<Record<string, string>> {
  const tags = new Map<string, string>();
  for (const one of (text ?? '').split(',', MOST)) {
    const tag = one.trim();
    const colon = tag.indexOf(':');
    const name = colon === -1 ? tag : tag.slice(0, colon).trim();
    if (name === '') continue;
    const value = colon === -1 ? 'true' : tag.slice(colon + 1).trim();
    const before = tags.get(name);
    if (before === undefined) tags.set(name, value);
    else if (!before.split(',').includes(value)) tags.set(name, `${before},${value}`);
  }
  return Object.fromEntries(tags);
}
