import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb';
import { isDuplicate } from './turns.ts';

/**
 * Inserts a document unless one with its `_id` exists. Unlike an update, no store lets two of these succeed at once.
 * @returns whether it was inserted.
 */
export async function insertOnce<T extends Document>(
  collection: Collection<T>,
  document: OptionalUnlessRequiredId<T>,
): Promise<boolean> {
  try {
    await collection.insertOne(document);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
