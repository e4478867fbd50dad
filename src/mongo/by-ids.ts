import type { Collection, Document, Filter, FindOptions } from 'mongodb';

/** How many are asked for in one round trip. */
const AT_ONCE = 200;

/**
 * Looks up many documents at once.
 * @param ids may be any number, and may repeat. @returns those that are there, by their ids.
 */
export async function findByIds<T extends Document & { readonly _id: string }>(
  collection: Collection<T>,
  ids: readonly string[],
  projection?: NonNullable<FindOptions['projection']>,
): Promise<Map<string, T>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, T>();
  for (let n = 0; n < wanted.length; n += AT_ONCE) {
    const filter = { _id: { $in: wanted.slice(n, n + AT_ONCE) } } as Filter<T>;
    const some = collection.find(filter, { batchSize: AT_ONCE, ...(projection && { projection }) });
    for (const one of await some.toArray()) found.set(one._id, one as T);
  }
  return found;
}
