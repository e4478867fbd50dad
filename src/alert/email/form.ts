import type { Delivery } from '../../inbox/delivery.ts';

/** Most fields that are looked at. */
const MOST_FIELDS = 1_000;

/** @returns the fields of a form. @throws TypeError for a body that is none. */
export async function formOf({
  headers,
  body,
}: Pick<Delivery, 'headers' | 'body'>): Promise<ReadonlyMap<string, string>> {
  const type = headers['content-type'] ?? '';
  const form = await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData();
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    // Attachments are not looked at, and of a name that comes again the first is meant.
    if (typeof value === 'string' && !fields.has(name)) fields.set(name, value);
    if (fields.size === MOST_FIELDS) break;
  }
  return fields;
}

/** @returns a field that says something. */
export function textIn(form: ReadonlyMap<string, string>, name: string): string | undefined {
  return form.get(name) || undefined;
}
