import { ago, span } from '../incident/age.ts';

/** @returns how long ago an instant was, or how soon it will be. @param at, now epoch milliseconds. */
export function age(at: number, now: number): string {
  return at > now ? `in ${span(at - now)}` : ago(at, now);
}
