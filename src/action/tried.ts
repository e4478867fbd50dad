import { BadParameter } from './bad-parameter.ts';

/** @returns what something comes to, or why it cannot be rendered, in one line that holds no values. @throws what else goes wrong. */
export function tried<T>(act: () => T): { readonly value?: T; readonly problem?: string } {
  try {
    return { value: act() };
  } catch (error) {
    if (!(error instanceof BadParameter)) throw error;
    return { problem: error.message };
  }
}
