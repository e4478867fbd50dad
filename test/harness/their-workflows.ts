import { ApplicationFailure, condition, sleep } from '@temporalio/workflow';

/** Workflows of somebody's own, as actions call them. */

export function deploy({ service }: { readonly service: string }): Promise<{ readonly deployed: string }> {
  return Promise.resolve({ deployed: service });
}

export function failing(): Promise<never> {
  throw ApplicationFailure.create({ message: 'the image is not there', type: 'ImageMissing' });
}

export async function waiting(): Promise<void> {
  await condition(() => false);
}

export async function lasting(): Promise<string> {
  await sleep('1h');
  return 'done';
}
