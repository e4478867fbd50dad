import { createHash } from 'node:crypto';
import type { Doing } from './understanding.ts';

function hash(parts: readonly unknown[], characters: number): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, characters);
}

/**
 * @param deliveryId of what somebody did to open a form.
 * @returns what the form carries besides: short, because platforms give a form's context little room.
 */
export function openedBy(instance: string, deliveryId: string): { readonly opened: string } {
  return { opened: hash([instance, deliveryId], 11) };
}

/**
 * A form stays open where the platform got no answer to it, and who sends it once more makes another delivery of it:
 * the same form with the same values from the same person is one delivery all the same.
 * @returns a submitted form with a delivery id that says so; everything else, and forms of before, as they are.
 */
export function asOneForm<T extends Doing>(inbound: T): T {
  if (inbound.kind !== 'submit') return inbound;
  const { modal, context, values, user } = inbound;
  if (context['opened'] === undefined) return inbound;
  const sorted = (all: Readonly<Record<string, string>>) => Object.entries(all).toSorted();
  return { ...inbound, deliveryId: `form:${hash([modal, sorted(context), sorted(values), user.id], 32)}` };
}
