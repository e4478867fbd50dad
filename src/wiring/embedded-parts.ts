import type { Addresses } from './assembly.ts';
import type { Settings } from '../config/settings.ts';
import { startEmbeddedStack, type EmbeddedStack } from '../embedded/stack.ts';
import { SEARCH_ATTRIBUTE_TYPES } from './temporal/temporal.ts';

/**
 * Brings up Temporal and the document store, each of them unless the environment has its address, and takes the data
 * folder for this process.
 * @param progress told what is going on while parts are fetched, built and started.
 * @throws EmbeddedError, `data-directory-in-use` while another process has the folder.
 */
export async function startEmbeddedParts(
  settings: Settings,
  progress: (line: string) => void,
): Promise<{ stack: EmbeddedStack; addresses: Addresses }> {
  const stack = await startEmbeddedStack({
    dataDir: settings.dataDir,
    temporalNamespace: settings.temporal.namespace,
    ...(settings.temporal.address !== undefined && { temporalAddress: settings.temporal.address }),
    ...(settings.mongodb.uri !== undefined && { mongodbUri: settings.mongodb.uri }),
    ports: settings.embeddedPorts,
    searchAttributes: SEARCH_ATTRIBUTE_TYPES,
    progress,
  });
  const temporalUi = settings.temporal.uiUrl ?? stack.temporalUi;
  const { temporalAddress, mongodbUri } = stack;
  return {
    stack,
    addresses: { temporalAddress, mongodbUri, ...(temporalUi !== undefined && { temporalUi }) },
  };
}
