import type { KeptDelivery } from './kept.ts';
import { counted, times } from '../text/counted.ts';

/** What a delivery goes through, in its order. */
export const STEPS = ['received', 'verified', 'parsed', 'processed', 'linked'] as const;

/** How far one step of a delivery has come. */
export interface StepShown {
  readonly step: (typeof STEPS)[number];
  /** `done`; `failed`: it ended here; `waiting`: it is tried again; `none`: it was not come to, or there is nothing to do. */
  readonly state: 'done' | 'failed' | 'waiting' | 'none';
  /** Epoch milliseconds; absent unless it is done or failed. */
  readonly at?: number;
  /** In one line, for people; empty where there is nothing to say. */
  readonly text: string;
}

const ASSURED = {
  signature: 'by its signature',
  token: 'by its token',
  address: 'by the secret of the address alone: its sender signs nothing',
  test: 'a test event of Muster itself',
} as const;

/** @returns how far a delivery has come, step by step. */
export function stepsOf(delivery: Omit<KeptDelivery, 'body' | 'headers'>): readonly StepShown[] {
  const { receivedAt, bodyBytes } = delivery;
  return [
    { step: 'received', state: 'done', at: receivedAt, text: `${bodyBytes} bytes` },
    verified(delivery),
    parsed(delivery),
    processed(delivery),
    linked(delivery),
  ];
}

type Steps = Parameters<typeof stepsOf>[0];

function verified({ state, by, receivedAt, reason }: Steps): StepShown {
  if (state === 'refused' && !by)
    return { step: 'verified', state: 'failed', at: receivedAt, text: reason ?? '' };
  return { step: 'verified', state: 'done', at: receivedAt, text: by ? ASSURED[by] : '' };
}

function parsed({ state, by, reason, brought, processedAt }: Steps): StepShown {
  const at = processedAt !== undefined && { at: processedAt };
  if (state === 'unparsed' || (state === 'refused' && by))
    return { step: 'parsed', state: 'failed', ...at, text: reason ?? '' };
  if (brought) return { step: 'parsed', state: 'done', ...at, text: broughtText(brought) };
  if (state === 'ignored') return { step: 'parsed', state: 'done', ...at, text: 'understood' };
  return { step: 'parsed', state: 'none', text: '' };
}

function processed({ state, reason = '', tries, processedAt }: Steps): StepShown {
  const at = processedAt !== undefined && { at: processedAt };
  switch (state) {
    case 'processed':
      return { step: 'processed', state: 'done', ...at, text: '' };
    case 'ignored':
      return { step: 'processed', state: 'done', ...at, text: `nothing follows from it: ${reason}` };
    case 'failed':
      return { step: 'processed', state: 'failed', ...at, text: reason };
    case 'waiting':
      return { step: 'processed', state: 'waiting', text: `tried ${times(tries)} in vain: ${reason}` };
    case 'unparsed':
    case 'refused':
    case 'duplicate':
      return { step: 'processed', state: 'none', text: '' };
  }
}

function linked({ state, outcomes, processedAt }: Steps): StepShown {
  const ids = [...new Set(outcomes.flatMap(({ incidents }) => incidents ?? []))];
  if (ids.length === 0)
    return { step: 'linked', state: 'none', text: state === 'processed' ? 'to no incident' : '' };
  const at = processedAt !== undefined && { at: processedAt };
  return { step: 'linked', state: 'done', ...at, text: ids.join(', ') };
}

/** @returns what came with a delivery: `2 alerts, 1 change`. */
export function broughtText({ alerts, changes, tickets }: NonNullable<KeptDelivery['brought']>): string {
  const parts = [some(alerts, 'alert'), some(changes, 'change'), some(tickets, 'change of a ticket')];
  const named = parts.filter((part) => part !== '');
  return named.length > 0 ? named.join(', ') : 'nothing but a question of its sender';
}

function some(count: number, what: string): string {
  if (count === 0) return '';
  return what === 'change of a ticket' && count > 1 ? `${count} changes of tickets` : counted(count, what);
}
