import type { Connection } from '@temporalio/client';
import { EmbeddedError } from './errors.ts';

export type SearchAttributeType = 'Keyword' | 'Text' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

/** Source: temporal.api.enums.v1.IndexedValueType. */
const VALUE_TYPE: Record<SearchAttributeType, number> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

/**
 * Registers what is missing: a database of an earlier version lacks the newer attributes.
 * @throws EmbeddedError `search-attribute-conflict` when one exists with another type
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Record<string, SearchAttributeType>,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing: Record<string, number> = {};
  for (const [name, type] of Object.entries(wanted)) {
    const present = customAttributes[name];
    if (present === undefined) missing[name] = VALUE_TYPE[type];
    else if (Number(present) !== VALUE_TYPE[type]) {
      throw new EmbeddedError(
        'search-attribute-conflict',
        `The namespace ${namespace} has a search attribute ${name} of another type than ${type}. ` +
          'Remove it there, or set MUSTER_DATA_DIR to a new directory.',
      );
    }
  }
  if (Object.keys(missing).length > 0) {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  }
}
