import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';

/**
 * Bundles the workflows with what belongs to them, as workers load them.
 * @param folder of the workflows, with a slash at its end. @param extension that their files have there.
 * @param instead options of the bundler that differ.
 * @returns the code of the bundle; warnings and errors go to the console.
 */
export async function bundleWorkflows(
  folder: URL,
  extension: 'js' | 'ts',
  instead: Partial<BundleOptions> = {},
): Promise<{ code: string }> {
  const file = (name: string): string => fileURLToPath(new URL(`${name}.${extension}`, folder));
  const quiet = (): void => undefined;
  return bundleWorkflowCode({
    workflowsPath: file('index'),
    payloadConverterPath: file('payload-converter'),
    workflowInterceptorModules: [file('trace-context')],
    logger: {
      log: quiet,
      trace: quiet,
      debug: quiet,
      info: quiet,
      warn: console.warn,
      error: console.error,
    },
    ...instead,
  });
}
