import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { EmbeddedError } from './errors.ts';

export type SearchAttributeType = 'Keyword' | 'Text' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

/** Source: temporal.api.enums.v1.IndexedValueType. */
const VALUE_TYPE = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
} as const satisfies Record<SearchAttributeType, number>;

/** How long the server may take to know a new attribute everywhere, in milliseconds. */
const USABLE_MS = 30_000;
const LOOK_EVERY_MS = 100;

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
  const missing: Record<string, (typeof VALUE_TYPE)[SearchAttributeType]> = {};
  for (const [name, type] of Object.entries(wanted)) {
    const present: number | undefined = customAttributes[name];
    if (present === undefined) missing[name] = VALUE_TYPE[type];
    else if (present !== VALUE_TYPE[type]) {
      throw new EmbeddedError(
        'search-attribute-conflict',
        `The namespace ${namespace} has a search attribute ${name} of another type than ${type}. ` +
          'Remove it there, or set MUSTER_DATA_DIR to a new directory.',
      );
    }
  }
  if (Object.keys(missing).length === 0) return;
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  await Promise.all(Object.keys(missing).map((name) => untilUsable(connection, namespace, name)));
}

/** The server reads its namespaces again every few seconds; until then a workflow with the new attribute is refused. */
async function untilUsable(connection: Connection, namespace: string, name: string): Promise<void> {
  const deadline = performance.now() + USABLE_MS;
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query: `${name} IS NOT NULL` });
      return;
    } catch (error) {
      if (performance.now() > deadline) {
        throw new EmbeddedError(
          'part-failed',
          `The Temporal server does not accept the new search attribute ${name}. Start again; if it stays so, see ` +
            `\`temporal operator search-attribute list --namespace ${namespace}\`.`,
          { cause: error },
        );
      }
      await delay(LOOK_EVERY_MS);
    }
  }
}
