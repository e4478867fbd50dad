import { rm, writeFile } from 'node:fs/promises';
import { runningFile } from './addresses.ts';
import { assemble } from './assembly.ts';
import type { Settings } from './config/settings.ts';
import { startEmbeddedParts } from './embedded-parts.ts';
import { serve } from './serve.ts';
import { work } from './work.ts';

/** What `muster start` has brought up, in words for the person who started it. */
export interface Started {
  readonly lines: readonly string[];
  /** Settles with the reason when a part ends by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Runs everything in one process, with an embedded Temporal and document store unless addresses are set.
 * @param progress told what is going on while parts are fetched, built and started.
 */
export async function start(settings: Settings, progress: (line: string) => void): Promise<Started> {
  const { stack, addresses } = await startEmbeddedParts(settings, progress);
  const { temporalUi } = addresses;
  const stops: (() => Promise<void>)[] = [() => stack.stop()];
  const stop = async (): Promise<void> => {
    while (stops.length > 0) await stops.pop()?.();
  };
  try {
    const assembly = await assemble(settings, addresses);
    stops.push(() => assembly.close());
    const running = runningFile(settings.dataDir);
    await writeFile(running, JSON.stringify(assembly.addresses));
    stops.push(() => rm(running, { force: true }));
    const working = await work(assembly);
    stops.push(() => working.stop());
    const serving = await serve(assembly);
    stops.push(() => serving.stop());
    return {
      lines: [
        ...(serving.sandboxes.length > 0 ? [`Chat         ${serving.baseUrl}/sandbox`] : []),
        `Dashboard    ${serving.baseUrl}/incidents`,
        `API          ${serving.baseUrl}/api/openapi.json`,
        ...(temporalUi === undefined ? [] : [`Temporal UI  ${temporalUi}`]),
        `Temporal     ${stack.temporalAddress} (${stack.origins.temporal})`,
        `Store        ${stack.origins.store}`,
        `Data         ${settings.dataDir}`,
        ...serving.notConnected,
      ],
      ended: Promise.race([
        stack.exited.then(
          ({ part, code }) =>
            `${part} ended by itself (exit code ${code ?? 'none'}); its log is in ${settings.dataDir}/logs`,
        ),
        working.stopped.then(
          () => 'the worker ended',
          (error: unknown) => `the worker failed: ${String(error)}`,
        ),
      ]),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
